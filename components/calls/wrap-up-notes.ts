import { useSyncExternalStore } from "react";
import { uuidv7 } from "uuidv7";
import { useMe } from "@/components/client/realtime";
import { createSessionStore } from "@/components/conversations/session-store";
import type { Id } from "@/server/contract/ids";
import { NOTES_KEY } from "./wrap-up-request";

/** A wrap-up as this tab knows it, also after its time was up. */
export type WrapUpRef = { id: Id; customer: string };
/** A note that is not saved yet. `clientMessageId`: saving it twice saves it once. */
export type UnsavedNote = WrapUpRef & { text: string; clientMessageId: Id };

const NONE: readonly UnsavedNote[] = [];
/** By person: devices are shared. Notes survive navigation and a reload of this tab. */
const notes = createSessionStore<readonly UnsavedNote[]>(NOTES_KEY, NONE);

export function useUnsavedNotes(): readonly UnsavedNote[] {
  const { id } = useMe();
  return useSyncExternalStore(
    notes.subscribe,
    () => notes.get(id),
    () => NONE,
  );
}

/** Keeps what is written for a wrap-up; an empty text drops it. Other words are another note: the ones before may be saved already. */
export function keepNote(userId: Id, { id, customer }: WrapUpRef, text: string): void {
  const all = notes.get(userId);
  const known = all.find((one) => one.id === id);
  const clientMessageId = known?.text === text ? known.clientMessageId : uuidv7();
  const others = all.filter((one) => one.id !== id);
  notes.set(userId, text === "" ? others : [...others, { id, customer, text, clientMessageId }]);
}

/** Drops the note that was saved, unless it was changed meanwhile. */
export function dropNote(userId: Id, clientMessageId: Id): void {
  notes.set(
    userId,
    notes.get(userId).filter((one) => one.clientMessageId !== clientMessageId),
  );
}
