import type { Id } from "@/server/contract/ids";

/** The saved replies that were inserted into each reply that is being written, until it is sent or emptied. */
const used = new Map<Id, Id[]>();

export const usedIn = (conversationId: Id): Id[] => used.get(conversationId) ?? [];
export const dropUsed = (conversationId: Id): void => void used.delete(conversationId);
/** Remembers what a reply holds, up to the ten that one message can name. */
export const holdUsed = (conversationId: Id, replyIds: readonly Id[]): void =>
  void used.set(conversationId, [...new Set([...usedIn(conversationId), ...replyIds])].slice(-10));
