import { createStore } from "@/components/client/store";
import type { Id } from "@/server/contract/ids";

/** The wrap-up of an earlier call that somebody opened to say how the call went. */
export const openedWrapUp = createStore<{ id: Id; customer: string } | null>(null);

export const NOTES_KEY = "storeline-wrap-up:";

/** Whether this tab keeps notes of a person that are not saved, read without the code that writes them. */
export function hasUnsavedNotes(userId: Id): boolean {
  try {
    return sessionStorage.getItem(NOTES_KEY + userId) !== null;
  } catch {
    return false; // without storage, notes last as long as the page
  }
}
