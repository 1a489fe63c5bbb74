import type { Id } from "@/server/contract/ids";

let hear: ((text: string) => void) | null = null;
let quiet: { openId: Id | null } | null = null;

/** Has the workspace's live region say this once. */
export const announce = (text: string): void => hear?.(text);

/** While the person is not to be disturbed, a new message is announced only in the conversation that they have open. */
export const silenceAnnouncer = (next: typeof quiet): void => {
  quiet = next;
};
export const isAnnounced = (conversationId: Id): boolean => quiet === null || quiet.openId === conversationId;

/** Hands over what is announced, until the returned function is called. */
export function onAnnounce(handler: (text: string) => void): () => void {
  hear = handler;
  return () => {
    hear = null;
  };
}
