import WebSocket from "ws";
import type { Ari, AriEvent } from "./ari";

export type EventSocketPorts = {
  /** The application is registered: from here on events arrive. Called after every reconnect. */
  opened(): void;
  event(event: AriEvent): void;
  /** The socket is gone; it is opened again after a pause. */
  closed(): void;
};

const RETRY_MS = 1000;
/** A network that fails without a word is noticed by missing answers. */
const PING_MS = 3000;

/** Asterisk's events for our application, with reconnection. @returns a function that ends it */
export function followEvents(ari: Pick<Ari, "eventSocket">, ports: EventSocketPorts): () => void {
  let socket: WebSocket | null = null;
  let retry: NodeJS.Timeout | undefined;
  let isOver = false;

  const open = () => {
    const { url, headers } = ari.eventSocket();
    const opening = new WebSocket(url, { headers, handshakeTimeout: PING_MS });
    socket = opening;
    let isOpen = false;
    const stopPings = keepAlive(opening);
    opening.on("open", () => {
      isOpen = true;
      ports.opened();
    });
    opening.on("message", (data) => {
      if (!isOver) ports.event(JSON.parse(String(data)) as AriEvent);
    });
    // Every error is followed by the end.
    opening.on("error", () => {});
    opening.on("close", () => {
      stopPings();
      if (isOver) return;
      if (isOpen) ports.closed();
      retry = setTimeout(open, RETRY_MS);
    });
  };
  open();
  return () => {
    isOver = true;
    clearTimeout(retry);
    socket?.terminate();
  };
}

function keepAlive(socket: WebSocket): () => void {
  let isAnswered = true;
  socket.on("pong", () => {
    isAnswered = true;
  });
  const timer = setInterval(() => {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (!isAnswered) return socket.terminate();
    isAnswered = false;
    socket.ping();
  }, PING_MS);
  return () => clearInterval(timer);
}
