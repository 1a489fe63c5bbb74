"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { lazyComponent } from "@/components/ui/lazy";
import type { LiveCall } from "@/server/contract/live-calls";
import { useCallRequest } from "./call-request";
import { getCallWish, subscribeToCallWishes } from "./call-wishes";
import { askedCallback } from "./callbacks/callback-request";
import { useCallbacksToAsk } from "./use-call-work";
import { hasUnsavedNotes, openedWrapUp } from "./wrap-up-request";

const CallRoot = lazyComponent(() => import("./call-root").then((code) => code.CallRoot));
const NONE: readonly LiveCall[] = [];

/** The calls that ring for me, and the one that I am on. */
function useMyCalls(): readonly LiveCall[] {
  const trpc = useTRPC();
  return useQuery(trpc.calls.mine.queryOptions()).data ?? NONE;
}

/** Whether I am on a call: its bar then takes the place of the tabs. */
export function useIsOnCall(): boolean {
  const me = useMe();
  return useMyCalls().some(({ legs }) =>
    legs.some(({ userId, state }) => userId === me.id && (state === "up" || state === "away")),
  );
}

/** Whether I wrap a call up, have opened an earlier wrap-up, or left a note unsaved in this tab. */
function useHasWrapUp(): boolean {
  const trpc = useTRPC();
  const me = useMe();
  const { data = [] } = useQuery(trpc.calls.wrapUps.queryOptions());
  const opened = useSyncExternalStore(openedWrapUp.subscribe, openedWrapUp.get, () => null);
  const [hasNotes, setHasNotes] = useState(false);
  useEffect(() => setHasNotes(hasUnsavedNotes(me.id)), [me.id]);
  return data.length > 0 || opened !== null || hasNotes;
}

/** My calls on every page. Their code loads with the first call, or when the page is idle. */
export function CallDock() {
  const calls = useMyCalls();
  const [isNeeded, setNeeded] = useState(false);
  const wish = useSyncExternalStore(subscribeToCallWishes, getCallWish, () => null);
  const request = useCallRequest();
  const hasWrapUp = useHasWrapUp();
  const asked = useSyncExternalStore(askedCallback.subscribe, askedCallback.get, () => null);
  const hasCallbacks = useCallbacksToAsk().length > 0;
  if ((calls.length > 0 || wish || request || hasWrapUp || asked || hasCallbacks) && !isNeeded) setNeeded(true);
  return isNeeded ? <CallRoot calls={calls} /> : null;
}
