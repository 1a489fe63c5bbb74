import { io, type Socket } from "socket.io-client";
import type { Ack } from "@/server/contract/ack";
import type { WidgetClientEvents, WidgetServerEvents } from "@/server/contract/sockets";
import type { Line, LineEvents } from "./chat-state";

/** Opens the visitor's socket. Its events are typed by the contract and contain only data for the customer. */
export function dial(token: string, events: LineEvents): Line {
  const socket: Socket<WidgetServerEvents, WidgetClientEvents> = io("/widget", {
    auth: { token },
    transports: ["websocket", "polling"],
    reconnectionDelay: 500,
    reconnectionDelayMax: 10_000,
    forceNew: true,
  });
  socket.on("connect", events.up);
  socket.on("disconnect", (reason) => {
    events.down();
    if (reason === "io server disconnect") events.rejected();
  });
  socket.on("connect_error", () => (socket.active ? events.down() : events.rejected()));
  socket.on("messages", events.messages);
  socket.on("staff_composing", events.composing);
  socket.on("staffed", events.changed);
  socket.on("ring", (ring) => events.changed({ ring }));
  socket.on("place", (at) => events.changed({ place: at.name }));
  return {
    hello: () => ask((ack) => socket.timeout(10_000).emit("hello", ack)),
    since: (conversationId, afterPublicSeq) =>
      ask((ack) => socket.timeout(10_000).emit("since", { conversationId, afterPublicSeq }, ack)),
    composing: (conversationId) => void socket.volatile.emit("composing", { conversationId }),
    seen: (conversationId, publicSeq) => void socket.emit("seen", { conversationId, publicSeq }),
    close: () => {
      socket.off();
      socket.close();
    },
  };
}

type Answered<T> = (error: Error | null, answer: Parameters<Ack<T>>[0]) => void;
const ask = <T>(emit: (ack: Answered<T>) => void): Promise<T | null> =>
  new Promise((resolve) => emit((error, answer) => resolve(!error && answer.ok ? answer.data : null)));
