"use client";
import { useMemo, useSyncExternalStore } from "react";
import { useMe } from "@/components/client/realtime";
import type { AttachmentView } from "@/server/contract/conversations";
import type { DestinationRef } from "@/server/contract/destinations";
import type { Id } from "@/server/contract/ids";
import type { Mention } from "@/server/contract/mentions";

/** A message that is only on this device: not sent yet, or refused by the server. */
export type Pending = {
  clientMessageId: Id;
  conversationId: Id;
  /** Its author, so that it is never sent in another person's name. */
  userId: Id;
  /** The customer it is for, to name it where its thread is not shown. */
  customer: string;
  mode: "reply" | "note";
  body: string;
  attachments: AttachmentView[];
  /** The id to undo the claim that a first reply makes. */
  undoId: Id;
  /** The destination of a reply; absent for notes and for entries of an earlier version. */
  to?: DestinationRef | null;
  channel?: string | null;
  /** The saved replies in it; absent for notes and for entries of an earlier version. */
  savedReplyIds?: Id[];
  /** The colleagues whom a note mentions; absent for replies and for entries of an earlier version. */
  mentions?: Mention[];
  /** The last `seq` on screen when it was written. */
  seenSeq: number;
  resolveAfter: boolean;
  at: string;
  /**
   * `waiting`: sent again automatically (`reason`: why it was not sent yet). `refused`: the server gave the reason, and a
   * person decides.
   */
  state: "sending" | "waiting" | "refused";
  reason: string | null;
};

const KEY = "storeline-outbox";
let pending: readonly Pending[] | null = null;
const listeners = new Set<() => void>();

function load(): readonly Pending[] {
  try {
    const stored = JSON.parse(sessionStorage.getItem(KEY) ?? "[]") as Pending[];
    // A message that was in flight when the page closed is sent again; the same id prevents a duplicate.
    return stored.map((each) => (each.state === "sending" ? { ...each, state: "waiting" } : each));
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
    // Storage is full or blocked: the outbox then lasts as long as the page.
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
export const subscribeToPending = (changed: () => void) => {
  listeners.add(changed);
  return () => void listeners.delete(changed);
};
/** All unsent messages of the signed-in person. */
export function useAllPending(): readonly Pending[] {
  const me = useMe();
  const all = useSyncExternalStore(subscribeToPending, getPending, () => NONE);
  return useMemo(() => all.filter((each) => each.userId === me.id), [all, me.id]);
}
export function usePending(conversationId: Id): readonly Pending[] {
  const mine = useAllPending();
  return useMemo(() => mine.filter((each) => each.conversationId === conversationId), [mine, conversationId]);
}
