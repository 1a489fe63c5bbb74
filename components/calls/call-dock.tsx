"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import type { LiveCall } from "@/server/contract/live-calls";

const CallRoot = dynamic(() => import("./call-root").then((code) => code.CallRoot), { ssr: false });
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

/** My calls on every page. Their code comes with the first of them. */
export function CallDock() {
  const calls = useMyCalls();
  const [isNeeded, setNeeded] = useState(false);
  if (calls.length > 0 && !isNeeded) setNeeded(true);
  return isNeeded ? <CallRoot calls={calls} /> : null;
}
