"use client";
import { createContext, useContext } from "react";
import type { HandoffCard, Target } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import type { LiveCall, SupervisionMode } from "@/server/contract/live-calls";
import type { CallRequest } from "./call-request";

/** What a person can do with a call. Each resolves once the server has done it, and rejects with its refusal. */
export type CallActions = {
  /** Calls a customer with the audio in this tab. */
  callOut(request: CallRequest): Promise<unknown>;
  /** Answers with the audio in this tab. */
  answer(call: LiveCall): Promise<unknown>;
  decline(callId: Id): Promise<unknown>;
  hangUp(callId: Id): Promise<unknown>;
  hold(callId: Id, held: boolean): Promise<unknown>;
  mute(callId: Id, muted: boolean): Promise<unknown>;
  pauseRecording(callId: Id, paused: boolean): Promise<unknown>;
  /** Asks the customer to enter a card by keypad; the same entry again is asked for once. */
  takeCard(callId: Id, entryId: Id): Promise<unknown>;
  cancelCard(callId: Id): Promise<unknown>;
  /** Takes the audio over to this tab. */
  move(call: LiveCall): Promise<unknown>;
  /** Supervises a call of colleagues with the audio in this tab, or changes how. */
  supervise(callId: Id, mode: SupervisionMode): Promise<unknown>;
  /** Takes a call over that I supervise. */
  takeOver(callId: Id): Promise<unknown>;
  consult(callId: Id, to: Target): Promise<unknown>;
  /** Calls a consultation or a transfer off, and brings the customer back. */
  cancelConsult(callId: Id): Promise<unknown>;
  join(callId: Id): Promise<unknown>;
  completeTransfer(callId: Id): Promise<unknown>;
  transfer(callId: Id, to: Target, card: HandoffCard): Promise<unknown>;
};

export const CallActionsContext = createContext<CallActions | null>(null);
export function useCallActions(): CallActions {
  const actions = useContext(CallActionsContext);
  if (!actions) throw new Error("this needs a <CallActionsContext> around it");
  return actions;
}
