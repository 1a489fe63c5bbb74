"use client";
import { useCallback, useEffect, useSyncExternalStore } from "react";
import { useMe } from "@/components/client/realtime";
import { createStore } from "@/components/client/store";
import type { DraftMode } from "@/server/contract/drafts";
import type { Id } from "@/server/contract/ids";
import type { Mention } from "@/server/contract/mentions";
import { createSessionStore } from "./session-store";

export type Mode = DraftMode;
/** The owner, conversation and kind of a draft. Devices are shared, so drafts belong to a person. */
export type DraftKey = { userId: Id; conversationId: Id; mode: Mode };

/** A draft on this device, and what the server has of it (ADR 0079). */
export type LocalDraft = {
  text: string;
  /** Colleagues who were chosen while it was written. It mentions those whom its text still has. */
  mentions?: Mention[];
  /** The text at the server that this one continues, and its version; an empty text of version 0: none is known. */
  saved: string;
  version: number;
  /** It came from another device and was not changed here: a reload of this tab fetches it again. Tablets are shared. */
  isFetched?: boolean;
  /** The text that another device saved while this one had changes of its own: a person decides. */
  other?: { text: string; mentions?: Mention[]; version: number };
};
const EMPTY: LocalDraft = { text: "", saved: "", version: 0 };

// Before drafts were saved at the server, a tab kept the text alone.
const kept = createSessionStore<LocalDraft | string>("storeline-draft:", EMPTY, (draft) =>
  typeof draft !== "string" && draft.isFetched ? EMPTY : draft,
);
const keyOf = ({ userId, conversationId, mode }: DraftKey): string => `${userId}:${mode}:${conversationId}`;

export function localDraft(of: DraftKey): LocalDraft {
  const value = kept.get(keyOf(of));
  return typeof value === "string" ? { ...EMPTY, text: value } : value;
}
export const setLocalDraft = (of: DraftKey, draft: LocalDraft): void => kept.set(keyOf(of), draft);
export const subscribeToDrafts = kept.subscribe;

/** The drafts of this person that this tab has or had. */
export function localDraftsOf(userId: Id): DraftKey[] {
  return kept.keys().flatMap((key) => {
    const [owner, mode, conversationId] = key.split(":");
    return owner === userId && conversationId ? [{ userId, conversationId, mode: mode as Mode }] : [];
  });
}

/** @param mentions in place of those chosen so far */
export function setDraft(of: DraftKey, text: string, mentions?: Mention[]): void {
  const { isFetched: _, ...draft } = localDraft(of);
  setLocalDraft(of, { ...draft, text, ...(mentions && { mentions: mentions.length > 0 ? mentions : undefined }) });
}

/** The conversation to which a reply was begun outside its composer. */
const begun = createStore<Id | null>(null);

/** Begins a reply with these words, unless one is being written, and moves the keyboard to it. */
export function beginReply(of: Omit<DraftKey, "mode">, text: string): void {
  const key: DraftKey = { ...of, mode: "reply" };
  if (localDraft(key).text === "") setDraft(key, text);
  begun.set(of.conversationId);
}

/** Adds these words to the reply that is being written, or begins one with them, and moves the keyboard to it. */
export function addToReply(of: Omit<DraftKey, "mode">, text: string): void {
  const key: DraftKey = { ...of, mode: "reply" };
  setDraft(key, [localDraft(key).text, text].filter(Boolean).join("\n"));
  begun.set(of.conversationId);
}

/** Moves the keyboard to the reply that is being written. */
export const continueReply = (conversationId: Id): void => begun.set(conversationId);

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
export function useDraft(
  conversationId: Id,
  mode: Mode,
): [text: string, set: (text: string, mentions?: Mention[]) => void] {
  const userId = useMe().id;
  const text = useSyncExternalStore(
    kept.subscribe,
    () => localDraft({ userId, conversationId, mode }).text,
    () => "",
  );
  return [
    text,
    useCallback(
      (next, mentions) => setDraft({ userId, conversationId, mode }, next, mentions),
      [userId, conversationId, mode],
    ),
  ];
}

const NOBODY: Mention[] = [];
/** The colleagues who were chosen while the note of this conversation was written. */
export function useChosenMentions(conversationId: Id): readonly Mention[] {
  const userId = useMe().id;
  return useSyncExternalStore(
    kept.subscribe,
    () => localDraft({ userId, conversationId, mode: "note" }).mentions ?? NOBODY,
    () => NOBODY,
  );
}

/** What another device saved of this draft meanwhile, until the person has decided; null mostly. */
export function useOtherDraft(conversationId: Id, mode: Mode): LocalDraft["other"] | null {
  const userId = useMe().id;
  return useSyncExternalStore(
    kept.subscribe,
    () => localDraft({ userId, conversationId, mode }).other ?? null,
    () => null,
  );
}
