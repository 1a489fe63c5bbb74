"use client";
import { useCallback, useEffect, useSyncExternalStore } from "react";
import { useMe } from "@/components/client/realtime";
import { createStore } from "@/components/client/store";
import type { Id } from "@/server/contract/ids";
import { createSessionStore } from "./session-store";

export type Mode = "reply" | "note";
/** The owner, conversation and kind of a draft. Devices are shared, so drafts belong to a person. */
export type DraftKey = { userId: Id; conversationId: Id; mode: Mode };

const drafts = createSessionStore("storeline-draft:", "");
const keyOf = ({ userId, conversationId, mode }: DraftKey): string => `${userId}:${mode}:${conversationId}`;

export const setDraft = (of: DraftKey, text: string): void => drafts.set(keyOf(of), text);

/** The conversation to which a reply was begun outside its composer. */
const begun = createStore<Id | null>(null);

/** Begins a reply with these words, unless one is being written, and moves the keyboard to it. */
export function beginReply(of: Omit<DraftKey, "mode">, text: string): void {
  const key = keyOf({ ...of, mode: "reply" });
  if (drafts.get(key) === "") drafts.set(key, text);
  begun.set(of.conversationId);
}

/** Adds these words to the reply that is being written, or begins one with them, and moves the keyboard to it. */
export function addToReply(of: Omit<DraftKey, "mode">, text: string): void {
  const key = keyOf({ ...of, mode: "reply" });
  drafts.set(key, [drafts.get(key), text].filter(Boolean).join("\n"));
  begun.set(of.conversationId);
}

/** Runs `take` once for each reply that is begun elsewhere. */
export function useBegunReply(conversationId: Id, take: () => void): void {
  const begunIn = useSyncExternalStore(begun.subscribe, begun.get, () => null);
  useEffect(() => {
    if (begunIn !== conversationId) return;
    begun.set(null);
    take();
  }, [begunIn, conversationId, take]);
}

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
