import { expect, test } from "vitest";
import type { BulkResult } from "@/server/contract/conversations";
import { wordsOf } from "./use-bulk";

const result = (...outcomes: BulkResult["results"][number]["outcome"][]): BulkResult => ({
  bulkId: "b",
  moved: outcomes.filter((outcome) => outcome === "moved").length,
  results: outcomes.map((outcome, i) => ({ conversationId: String(i), outcome })),
});

test("a bulk move says what became of each row", () => {
  expect(wordsOf(result("moved", "moved"), "Harbor")).toBe("2 moved to Harbor");
  expect(wordsOf(result("moved", "not_found", "not_found", "unchanged"), "Ben")).toBe(
    "1 of 4 moved to Ben, 2 had moved away, 1 did not need to move",
  );
});
