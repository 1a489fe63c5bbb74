import { expect, test } from "vitest";
import type { UndoRowResult } from "@/server/contract/conversations";
import { undoWords } from "./undo-words";

const result = (...rows: Partial<UndoRowResult>[]) => ({
  undoId: "u",
  restored: rows.filter((row) => row.outcome !== "changed_meanwhile").length,
  results: rows.map((row) => ({ conversationId: "c", outcome: "restored" as const, notRestored: [], ...row })),
  row: null,
});

test("an undo says what could not come back, and why", () => {
  expect(undoWords(result({}))).toBe("Undone");
  expect(undoWords(result({ notRestored: ["offer"] }))).toBe(
    "Undone, except: the transfer has run out or cannot be accepted any more",
  );
  expect(undoWords(result({ notRestored: ["assignee", "snooze"] }))).toBe(
    "Undone, except: its assignee is disabled, so it is in the queue; the snooze is over, so it stays open",
  );
});

test("undoing a bulk assignment says how many moved back", () => {
  expect(undoWords(result({}, {}))).toBe("2 moved back");
  expect(undoWords(result({}, { outcome: "changed_meanwhile" }))).toBe("1 of 2 moved back, the others changed since");
});
