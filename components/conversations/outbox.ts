"use client";
import { useMemo, useSyncExternalStore } from "react";
import type { AttachmentView } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";

/** A message that is on this device only: not yet, or not at all, accepted by the server. */
export type Pending = {
  clientMessageId: Id;
  conversationId: Id;
  mode: "reply" | "note";
  body: string;
  attachments: AttachmentView[];
  /** The last `seq` on screen when it was written. */
  seenSeq: number;
  resolveAfter: boolean;
  at: string;
  /** `waiting`: it goes again by itself (a `reason` says why it has not yet). `refused`: the server said why; a person decides. */
  state: "sending" | "waiting" | "refused";
  reason: string | null;
};

const KEY = "storeline-outbox";
let pending: readonly Pending[] | null = null;
const listeners = new Set<() => void>();

function load(): readonly Pending[] {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "[]") as Pending[];
    // What was on its way when the page went is tried again: the same id is the same message.
    return kept.map((each) => (each.state === "sending" ? { ...each, state: "waiting" } : each));
  } catch {
    return [];
  }
}
export const getPending = (): readonly Pending[] => {
  pending ??= load();
  return pending;
};
function set(next: readonly Pending[]) {
  pending = next;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // Full or forbidden storage: the outbox then lives as long as the page.
  }
  for (const changed of listeners) changed();
}

export const putPending = (entry: Pending): void =>
  set([...getPending().filter((each) => each.clientMessageId !== entry.clientMessageId), entry]);
export const dropPending = (clientMessageId: Id): void => {
  if (getPending().some((each) => each.clientMessageId === clientMessageId))
    set(getPending().filter((each) => each.clientMessageId !== clientMessageId));
};

const NONE: readonly Pending[] = [];
const subscribe = (changed: () => void) => {
  listeners.add(changed);
  return () => void listeners.delete(changed);
};
export const useAllPending = (): readonly Pending[] => useSyncExternalStore(subscribe, getPending, () => NONE);
export function usePending(conversationId: Id): readonly Pending[] {
  const all = useAllPending();
  return useMemo(() => all.filter((each) => each.conversationId === conversationId), [all, conversationId]);
}
