import type { NotRestored, UndoResult } from "@/server/contract/conversations";

const LOST: Record<NotRestored, string> = {
  offer: "the transfer has run out or cannot be accepted any more",
  assignee: "its assignee is disabled, so it is in the queue",
  snooze: "the snooze is over, so it stays open",
};

/** "Undone", or what could not come back and why. */
export function undoWords({ restored, results }: UndoResult): string {
  const lost = [...new Set(results.flatMap((row) => row.notRestored))].map((part) => LOST[part]);
  const except = lost.length > 0 ? `, except: ${lost.join("; ")}` : "";
  if (results.length === 1) return `Undone${except}`;
  const left = results.length - restored;
  return left === 0
    ? `${restored} moved back${except}`
    : `${restored} of ${results.length} moved back, the others changed since${except}`;
}
