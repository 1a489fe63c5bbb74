"use client";
import { useMemo, useSyncExternalStore } from "react";
import { useMe } from "@/components/client/realtime";
import type { AttachmentView, DestinationRef } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";

/** A message that is on this device only: not yet, or not at all, accepted by the server. */
export type Pending = {
  clientMessageId: Id;
  conversationId: Id;
  /** Who wrote it: it is never sent in another's name. */
  userId: Id;
  /** The customer it is for, to name it where its thread is not shown. */
  customer: string;
  mode: "reply" | "note";
  body: string;
  attachments: AttachmentView[];
  /** Under it the claim that comes with a first reply can be undone. */
  undoId: Id;
  /** Where a reply goes; absent in a note, and in what an earlier version left here. */
  to?: DestinationRef | null;
  channel?: string | null;
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
/** What the signed-in person has not sent yet, anywhere. */
export function useAllPending(): readonly Pending[] {
  const me = useMe();
  const all = useSyncExternalStore(subscribe, getPending, () => NONE);
  return useMemo(() => all.filter((each) => each.userId === me.id), [all, me.id]);
}
export function usePending(conversationId: Id): readonly Pending[] {
  const mine = useAllPending();
  return useMemo(() => mine.filter((each) => each.conversationId === conversationId), [mine, conversationId]);
}
