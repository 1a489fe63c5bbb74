"use client";

import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import type { CallSocket } from "@/components/calls/media/transport";
import type { BoardDelta } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { Subscription } from "@/server/contract/sockets";
import type { Me, PresenceStatus, PresenceView, ViewerView } from "@/server/contract/team";
import type { Live } from "./live";
import type { Push } from "./pushes";
import type { Store } from "./store";
import type { SyncView } from "./sync";

export const LiveContext = createContext<{ live: Live; me: Me } | null>(null);

function useLive(): { live: Live; me: Me } {
  const value = useContext(LiveContext);
  if (!value) throw new Error("this needs a <WorkspaceProvider> around it");
  return value;
}
const useStore = <T,>(store: Store<T>): T => useSyncExternalStore(store.subscribe, store.get, store.get);

/** The signed-in person. */
export const useMe = (): Me => useLive().me;

/** Whether this screen is complete, and how far the node behind it lags. */
export const useSyncState = (): SyncView => useStore(useLive().live.syncState);

/** Subscribes this component to pushes while it is mounted. */
export function useSubscription({
  conversationId = null,
  skuIds = [],
  board = false,
  allPresence = false,
}: Partial<Subscription>): void {
  const { live } = useLive();
  const key = skuIds.join();
  useEffect(() => {
    if (!conversationId && key === "" && !board && !allPresence) return;
    return live.subscribe({ conversationId, skuIds: key === "" ? [] : key.split(","), board, allPresence });
  }, [live, conversationId, key, board, allPresence]);
}

const NOBODY: ViewerView[] = [];
/** The other viewers of this conversation, and what kind of text they are writing. */
export function useViewers(conversationId: Id): ViewerView[] {
  const { live, me } = useLive();
  const all = useStore(live.viewers).get(conversationId) ?? NOBODY;
  return useMemo(() => all.filter((viewer) => viewer.userId !== me.id), [all, me.id]);
}

/** The presence of each colleague by user id; a colleague without an entry is offline. */
export const usePresence = (): ReadonlyMap<Id, PresenceView> => useStore(useLive().live.presence);

/** The presence of every person while this component is mounted; null while it is not known yet. */
export function useAllPresence(): (userId: Id) => PresenceStatus | null {
  const { live } = useLive();
  useSubscription({ allPresence: true });
  const presence = usePresence();
  const isComplete = useStore(live.hasAllPresence);
  return useCallback(
    (userId) => presence.get(userId)?.status ?? (isComplete ? "offline" : null),
    [presence, isComplete],
  );
}

export function useSetPresence(): (status: PresenceStatus) => void {
  const { live } = useLive();
  return useCallback((status) => live.setPresence(status), [live]);
}

/** @returns a function that shows colleagues (and, for a reply, the web chat customer) that this person is writing; null stops */
export function useComposing(conversationId: Id): (mode: "reply" | "note" | null) => void {
  const { live } = useLive();
  useEffect(() => () => live.composing(conversationId, null), [live, conversationId]);
  return useCallback((mode) => live.composing(conversationId, mode), [live, conversationId]);
}

/** Calls `listener`, which must keep its identity, with everything that the server pushes. */
export function usePushes(listener: (push: Push) => void): void {
  const { live } = useLive();
  useEffect(() => live.pushes.subscribe(listener), [live, listener]);
}

/** Calls `changed` with changed tiles of the board. */
export function useBoardDelta(changed: (delta: BoardDelta) => void): void {
  const { live } = useLive();
  const latest = useRef(changed);
  useEffect(() => {
    latest.current = changed;
  });
  useEffect(() => live.onBoard((delta) => latest.current(delta)), [live]);
}

/** The socket for the audio of calls; null until its code has loaded. */
export const useCallSocket = (): CallSocket | null => useStore(useLive().live.callSocket);

/** Whether the customer is writing at this moment. */
export const useCustomerComposing = (conversationId: Id): boolean =>
  useStore(useLive().live.customerComposing).has(conversationId);
