import type { Id } from "@/server/contract/ids";

/** The first customer is shown as the second, if they were not one person already. */
export type Merge = { fromId: Id; intoId: Id };

/**
 * Whom each customer of these merges is shown as. Nothing but the merges that remain decides it, so undoing one leaves
 * everybody as if it had never been made.
 * @param merges in the order in which they were made
 */
export function shownAs(merges: readonly Merge[]): Map<Id, Id> {
  const into = new Map<Id, Id>();
  const shown = (id: Id): Id => {
    const next = into.get(id);
    return next === undefined ? id : shown(next);
  };
  for (const { fromId, intoId } of merges) {
    const [from, to] = [shown(fromId), shown(intoId)];
    if (from !== to) into.set(from, to);
  }
  return new Map(merges.flatMap(({ fromId, intoId }) => [fromId, intoId]).map((id) => [id, shown(id)]));
}
