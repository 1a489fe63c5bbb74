import type { Ack } from "@/server/contract/ack";
import type { Announced, AttachedLeg, AttachLeg, CallSignal, LegAlive, MediaPlan } from "@/server/contract/call-media";

/** The server's answer to an attach; null when none came in time. */
export type AttachAnswer = Parameters<Ack<AttachedLeg>>[0] | null;

export type CallTransportEvents = {
  /** The way to the server is open, for the first time or again: attach now. */
  connected(): void;
  plan(plan: MediaPlan): void;
  signal(signal: CallSignal): void;
};

/** What a leg's audio needs from the server, over any socket. */
export interface CallTransport {
  /** Subscribes, and reports at once when the way is open already. @returns a function that unsubscribes */
  listen(events: CallTransportEvents): () => void;
  attach(input: AttachLeg): Promise<AttachAnswer>;
  /** Signals are not queued: without a connection one is dropped, and the sender repeats it when no answer arrives. */
  signal(signal: CallSignal): void;
  alive(input: LegAlive): void;
  /** A customer's browser has announced the recording, or could not. Sent again by whoever hears nothing of it. */
  announced(input: Announced): void;
}

type Listener = (...values: never[]) => void;
/** The part of a socket.io client that is used: of the workspace's socket, or of a customer's. */
export interface CallSocket {
  readonly connected: boolean;
  on(event: string, listener: Listener): unknown;
  off(event: string, listener: Listener): unknown;
  emit(event: string, value: unknown): unknown;
  timeout(ms: number): { emitWithAck(event: string, value: unknown): Promise<unknown> };
}

const ANSWER_MS = 5000;

/** @returns the answer of the server; null when none came in time */
export const ask = (socket: CallSocket, event: string, value: unknown) =>
  socket
    .timeout(ANSWER_MS)
    .emitWithAck(event, value)
    .then(
      (answer) => answer as Parameters<Ack<unknown>>[0],
      () => null,
    );

/** Carries a leg's audio signals over a socket of the workspace ("/") or of a customer ("/call"). */
export function socketTransport(socket: CallSocket): CallTransport {
  const push = (event: string, value: unknown) => void (socket.connected && socket.emit(event, value));
  return {
    listen({ connected, plan, signal }) {
      socket.on("connect", connected);
      socket.on("call_plan", plan);
      socket.on("call_signal", signal);
      if (socket.connected) connected();
      return () => {
        socket.off("connect", connected);
        socket.off("call_plan", plan);
        socket.off("call_signal", signal);
      };
    },
    attach: (input) => ask(socket, "call_attach", input) as Promise<AttachAnswer>,
    signal: (signal) => push("call_signal", signal),
    alive: (input) => push("call_alive", input),
    announced: (input) => push("call_announced", input),
  };
}
