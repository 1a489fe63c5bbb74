import { io, type Socket } from "socket.io-client";
import { type CallSocket, type CallTransport, socketTransport } from "@/components/calls/media/transport";
import type { CallMediaServerEvents, CustomerCallEvents, DeclineRing } from "@/server/contract/call-media";

const ANSWER_MS = 5000;

/** A customer's line to the server for one call. */
export type CustomerLine = {
  transport: CallTransport;
  /** @returns false when the call is over */
  answer(): Promise<boolean>;
  decline(as: DeclineRing["as"]): Promise<void>;
  hangUp(): Promise<void>;
  close(): void;
};

/** Opens the line of the leg that the token names. */
export function openCustomerLine(token: string): CustomerLine {
  const socket: Socket<CallMediaServerEvents, CustomerCallEvents> = io("/call", {
    auth: { token },
    transports: ["websocket", "polling"],
    forceNew: true,
  });
  return {
    transport: socketTransport(socket as unknown as CallSocket),
    answer: async () => (await socket.timeout(ANSWER_MS).emitWithAck("answer")).ok,
    async decline(as) {
      await socket.timeout(ANSWER_MS).emitWithAck("decline", { as });
    },
    async hangUp() {
      await socket.timeout(ANSWER_MS).emitWithAck("hang_up");
    },
    close: () => void socket.close(),
  };
}
