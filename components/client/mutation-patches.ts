import type { ConversationRow, Item, SentMessage, UndoResult } from "@/server/contract/conversations";
import type { ConsentView, CustomerNote } from "@/server/contract/customers";
import type { EventType } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { PersonPreferences } from "@/server/contract/preferences";
import type { Me } from "@/server/contract/team";
import { rowReadable } from "@/server/contract/views";
import type { WrapUpView } from "@/server/contract/wrap-ups";
import { type CacheState, mapValues } from "./cache-state";
import { placeWrapUp } from "./patch-calls";
import { leave } from "./patch-leave";
import { placePreferences } from "./patch-preferences";
import { applyItems, markRead, placeRow } from "./patches";

type Apply = (cache: CacheState, me: Me) => CacheState;

const ROW_ANSWERS = [
  "claim",
  "assign",
  "resolve",
  "reopen",
  "snooze",
  "follow",
  "transfer",
  "acceptOffer",
  "declineOffer",
  "withdrawOffer",
];
const ITEM_ANSWERS = ["addNote", "retry"];

/**
 * Applies the response of the person's own command with the same patches as pushes, whichever arrives first.
 * @returns null for a mutation whose effect arrives only by push
 */
export function patchOfMutation(mutationKey: unknown, answer: unknown, input: unknown): Apply | null {
  const [noun, verb] = (Array.isArray(mutationKey) ? (mutationKey[0] as string[]) : []) ?? [];
  const { conversationId } = (input ?? {}) as { conversationId: Id };
  if (noun === "conversations" && verb) {
    if (ROW_ANSWERS.includes(verb)) return (cache, me) => placeAnswer(cache, answer as ConversationRow, me, verb);
    if (verb === "undo") return undone(answer as UndoResult);
    if (verb === "send") {
      const { claimed: _, ...item } = answer as SentMessage;
      return (cache) => applyItems(cache, conversationId, [item]);
    }
    if (ITEM_ANSWERS.includes(verb)) return (cache) => applyItems(cache, conversationId, [answer as Item]);
    if (verb === "markRead") return (cache, me) => markRead(cache, conversationId, (input as { seq: number }).seq, me);
  }
  if (noun === "team" && verb === "savePreferences")
    return (cache) => placePreferences(cache, answer as PersonPreferences);
  if (noun === "calls" && verb === "saveWrapUp") return (cache) => placeWrapUp(cache, answer as WrapUpView);
  if (noun === "customers" && verb === "addNote")
    return (cache) => addNote(cache, conversationId, answer as CustomerNote);
  if (noun === "customers" && verb === "recordConsent")
    return (cache) => setConsent(cache, conversationId, answer as ConsentView[]);
  return null;
}

const undone = ({ row }: UndoResult): Apply | null => row && ((cache, me) => placeRow(cache, row, me));

/** The events of commands by which a person can lose a conversation. */
const LOSING: Record<string, EventType> = {
  assign: "conversation.assigned",
  declineOffer: "offer.declined",
  resolve: "conversation.resolved",
};

/** A command may end the person's own access; its response is then the last state they see. */
function placeAnswer(cache: CacheState, row: ConversationRow, me: Me, verb: string): CacheState {
  if (rowReadable(row, me)) return placeRow(cache, row, me);
  const wasMine = cache.details.get(row.id)?.row.assignee?.id === me.id;
  return leave(cache, row.id, { why: LOSING[verb] ?? "access", movedTo: wasMine ? row.place.name : null });
}

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
