import { useSyncExternalStore } from "react";
import { uuidv7 } from "uuidv7";
import { createStore } from "@/components/client/store";
import type { DestinationRef } from "@/server/contract/destinations";
import type { Id } from "@/server/contract/ids";

/** A call that I want to place, until the server has placed it. `to`: by default the first address that can be called. */
export type CallRequest = { callId: Id; conversationId: Id; customer: string; to?: DestinationRef };

const current = createStore<CallRequest | null>(null);

/** Asks the tab's phone to call a customer; what becomes of it is shown in place of the call bar. */
export const requestCall = (request: Omit<CallRequest, "callId">): void =>
  current.set({ ...request, callId: uuidv7() });
export const endRequest = (callId: Id): void => {
  if (current.get()?.callId === callId) current.set(null);
};
export const isRequested = (callId: Id): boolean => current.get()?.callId === callId;
const onServer = () => null;
export const useCallRequest = (): CallRequest | null => useSyncExternalStore(current.subscribe, current.get, onServer);
