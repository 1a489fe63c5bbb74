import type { ConversationRow, Item, UndoResult } from "@/server/contract/conversations";
import type { ConsentView, CustomerNote } from "@/server/contract/customers";
import type { Id } from "@/server/contract/ids";
import type { Me } from "@/server/contract/team";
import { type CacheState, mapValues } from "./cache-state";
import { applyItems, markRead, placeRow } from "./patches";

type Apply = (cache: CacheState, me: Me) => CacheState;

const ROW_ANSWERS = [
  "claim",
  "assign",
  "resolve",
  "reopen",
  "snooze",
  "transfer",
  "acceptOffer",
  "declineOffer",
  "withdrawOffer",
];
const ITEM_ANSWERS = ["send", "addNote", "retry"];

/**
 * The answer of one's own change goes through the same patches as everybody's pushes, whichever arrives first.
 * @returns null for a mutation whose effect only pushes tell
 */
export function patchOfMutation(mutationKey: unknown, answer: unknown, input: unknown): Apply | null {
  const [noun, verb] = (Array.isArray(mutationKey) ? (mutationKey[0] as string[]) : []) ?? [];
  const { conversationId } = (input ?? {}) as { conversationId: Id };
  if (noun === "conversations" && verb) {
    if (ROW_ANSWERS.includes(verb)) return (cache, me) => placeRow(cache, answer as ConversationRow, me);
    if (verb === "undo") return undone(answer as UndoResult);
    if (ITEM_ANSWERS.includes(verb)) return (cache) => applyItems(cache, conversationId, [answer as Item]);
    if (verb === "markRead") return (cache) => markRead(cache, conversationId, (input as { seq: number }).seq);
  }
  if (noun === "customers" && verb === "addNote")
    return (cache) => addNote(cache, conversationId, answer as CustomerNote);
  if (noun === "customers" && verb === "recordConsent")
    return (cache) => setConsent(cache, conversationId, answer as ConsentView[]);
  return null;
}

const undone = ({ row }: UndoResult): Apply | null => row && ((cache, me) => placeRow(cache, row, me));

const addNote = (cache: CacheState, conversationId: Id, note: CustomerNote): CacheState => ({
  ...cache,
  contexts: mapValues(cache.contexts, (context, id) =>
    id !== conversationId || context.notes.some((other) => other.id === note.id)
      ? context
      : { ...context, notes: [note, ...context.notes] },
  ),
});

const setConsent = (cache: CacheState, conversationId: Id, consent: ConsentView[]): CacheState => ({
  ...cache,
  contexts: mapValues(cache.contexts, (context, id) => (id === conversationId ? { ...context, consent } : context)),
});
