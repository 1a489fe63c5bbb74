import { expect, test } from "vitest";
import type { UndoRowResult } from "@/server/contract/conversations";
import { english } from "@/tests/intl";
import { undoOutcome } from "./undo-words";

const t = english("actions");

const result = (...rows: Partial<UndoRowResult>[]) => ({
  undoId: "u",
  restored: rows.filter((row) => row.outcome !== "changed_meanwhile").length,
  results: rows.map((row) => ({ conversationId: "c", outcome: "restored" as const, unrestored: [], ...row })),
  row: null,
});

test("an undo says what could not be restored, and why", () => {
  expect(undoOutcome(result({}), t)).toBe("Undone");
  expect(undoOutcome(result({ unrestored: ["offer"] }), t)).toBe(
    "Undone, except: the transfer has expired or can no longer be accepted",
  );
  expect(undoOutcome(result({ unrestored: ["assignee", "snooze"] }), t)).toBe(
    "Undone, except: its assignee is disabled, so it is in the queue; the snooze is over, so it stays open",
  );
});

test("undoing a bulk assignment says how many moved back", () => {
  expect(undoOutcome(result({}, {}), t)).toBe("2 moved back");
  expect(undoOutcome(result({}, { outcome: "changed_meanwhile" }), t)).toBe(
    "1 of 2 moved back, the others changed since",
  );
});
