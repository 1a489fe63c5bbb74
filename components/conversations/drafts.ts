"use client";
import { useCallback, useSyncExternalStore } from "react";
import { useMe } from "@/components/client/realtime";
import type { Id } from "@/server/contract/ids";
import { createSessionStore } from "./session-store";

export type Mode = "reply" | "note";
/** The owner, conversation and kind of a draft. Devices are shared, so drafts belong to a person. */
export type DraftKey = { userId: Id; conversationId: Id; mode: Mode };

const drafts = createSessionStore("storeline-draft:", "");
const keyOf = ({ userId, conversationId, mode }: DraftKey): string => `${userId}:${mode}:${conversationId}`;

export const setDraft = (of: DraftKey, text: string): void => drafts.set(keyOf(of), text);

/** A draft per person, conversation and mode: a note never overwrites a reply, and both survive navigation. */
export function useDraft(conversationId: Id, mode: Mode): [text: string, set: (text: string) => void] {
  const userId = useMe().id;
  const key = keyOf({ userId, conversationId, mode });
  const text = useSyncExternalStore(
    drafts.subscribe,
    () => drafts.get(key),
    () => "",
  );
  return [text, useCallback((next) => drafts.set(key, next), [key])];
}
