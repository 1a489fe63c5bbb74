import type { Translate } from "@/components/ui/translate";
import type { UndoResult } from "@/server/contract/conversations";

/** "Undone", or what could not be restored and why. */
export function undoOutcome({ restored, results }: UndoResult, t: Translate<"actions">): string {
  const lost = [...new Set(results.flatMap((row) => row.unrestored))].map((part) => t(`undo.lost.${part}`));
  const count = results.length;
  const done = count === 1 ? t("undo.one") : t("undo.some", { restored, count, isAll: String(count === restored) });
  return lost.length > 0 ? t("undo.except", { done, lost: lost.join("; ") }) : done;
}
