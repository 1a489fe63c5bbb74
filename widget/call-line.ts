import { io, type Socket } from "socket.io-client";
import { type CallSocket, socketTransport } from "@/components/calls/media/transport";
import type { CallMediaServerEvents, CustomerCallEvents } from "@/server/contract/call-media";
import type { CallLine } from "./call";

const ANSWER_MS = 5000;

/** Opens the socket of one call. @param refused called when the server no longer knows the call */
export function dialCall(token: string, refused: () => void): CallLine {
  const socket: Socket<CallMediaServerEvents, CustomerCallEvents> = io("/call", {
    auth: { token },
    transports: ["websocket", "polling"],
    reconnectionDelay: 300,
    reconnectionDelayMax: 3000,
    forceNew: true,
  });
  socket.on("connect_error", () => {
    if (!socket.active) refused();
  });
  const isDone = (asked: Promise<{ ok: boolean }>) =>
    asked.then(
      ({ ok }) => ok,
      () => false,
    );
  return {
    transport: socketTransport(socket as unknown as CallSocket),
    answer: () => isDone(socket.timeout(ANSWER_MS).emitWithAck("answer")),
    decline: () => isDone(socket.timeout(ANSWER_MS).emitWithAck("decline", { as: "declined" })),
    hangUp: () => isDone(socket.timeout(ANSWER_MS).emitWithAck("hang_up")),
    close: () => void socket.close(),
  };
}
