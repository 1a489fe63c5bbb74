import { expect, test } from "vitest";
import type { BulkResult } from "@/server/contract/conversations";
import { english } from "@/tests/intl";
import { bulkOutcome } from "./use-bulk";

const result = (...outcomes: BulkResult["results"][number]["outcome"][]): BulkResult => ({
  bulkId: "b",
  moved: outcomes.filter((outcome) => outcome === "moved").length,
  results: outcomes.map((outcome, i) => ({ conversationId: String(i), outcome })),
});

test("a bulk move reports the outcome of its rows", () => {
  expect(bulkOutcome(result("moved", "moved"), "Harbor", english("board"))).toBe("2 moved to Harbor");
  expect(bulkOutcome(result("moved", "not_found", "not_found", "unchanged"), "Ben", english("board"))).toBe(
    "1 of 4 moved to Ben, 2 had moved away, 1 did not need to move",
  );
});
