import { io, type Socket } from "socket.io-client";
import { type CallSocket, type CallTransport, socketTransport } from "@/components/calls/media/transport";
import type { CallMediaServerEvents, CustomerCallEvents } from "@/server/contract/call-media";

const ANSWER_MS = 5000;

/** A customer's line to the server for one call. */
export type CustomerLine = { transport: CallTransport; hangUp(): Promise<void>; close(): void };

/** Opens the line of the leg that the token names. */
export function openCustomerLine(token: string): CustomerLine {
  const socket: Socket<CallMediaServerEvents, CustomerCallEvents> = io("/call", {
    auth: { token },
    transports: ["websocket", "polling"],
    forceNew: true,
  });
  return {
    transport: socketTransport(socket as unknown as CallSocket),
    async hangUp() {
      await socket.timeout(ANSWER_MS).emitWithAck("hang_up");
    },
    close: () => void socket.close(),
  };
}
