import type { Server } from "socket.io";
import { io, type Socket } from "socket.io-client";
import type { CallMediaClientEvents, CustomerCallEvents } from "../server/contract/call-media";
import type { StaffClientEvents, WidgetClientEvents } from "../server/contract/sockets";
import type { Case } from "./authz-world";

/* The socket messages of the matrix: every outcome follows an acknowledgement, so nothing here waits for time. */

export type Client = {
  /** Sends one event and waits for its acknowledgement. */
  ask(event: string, input?: object): Promise<{ ok: boolean; data?: unknown; error?: string }>;
  /** Whether this was pushed. What the server sent before an acknowledgement has arrived with it. */
  received(event: string, matches: (push: never) => boolean): boolean;
  close(): void;
};
type Credentials = { cookie: string; token: string };

const ANSWER_MS = 15_000;

/** @returns the connection, or the reason its handshake was refused */
export async function connect(
  url: string,
  namespace: string,
  { cookie, token }: Credentials,
): Promise<Client | string> {
  const socket: Socket = io(url + namespace, {
    transports: ["websocket"],
    extraHeaders: { cookie, origin: url },
    auth: { token },
    forceNew: true,
    reconnection: false,
  });
  const pushes: { event: string; push: unknown }[] = [];
  socket.onAny((event, push) => pushes.push({ event, push }));
  const refusal = await new Promise<string | null>((resolve) => {
    socket.on("connect", () => resolve(null));
    socket.on("connect_error", ({ message }) => resolve(message));
  });
  if (refusal !== null) {
    socket.close();
    return refusal;
  }
  return {
    ask: (event, ...input) => socket.timeout(ANSWER_MS).emitWithAck(event, ...input),
    received: (event, matches) => pushes.some((one) => one.event === event && matches(one.push as never)),
    close: () => void socket.close(),
  };
}

const said = (answer: { ok: boolean; error?: string }): string => (answer.ok ? "ok" : (answer.error ?? "refused"));
export const viewing = ({ conversationId }: Case) => ({ conversationId, skuIds: [], board: false });
type Viewers = { viewers: { composing: string | null }[] };

type StaffEvents = StaffClientEvents & CallMediaClientEvents;
export const STAFF_EVENTS: Record<keyof StaffEvents, (client: Client, at: Case) => Promise<string>> = {
  subscribe: async (client, at) => said(await client.ask("subscribe", viewing(at))),
  composing: async (client, at) => {
    await client.ask("subscribe", viewing(at));
    await client.ask("composing", { conversationId: at.conversationId, mode: "note" });
    const isPublished = client.received("viewers", (push: Viewers) =>
      push.viewers.some((one) => one.composing === "note"),
    );
    return isPublished ? "published" : "silent";
  },
  presence: async (client) => said(await client.ask("presence", { status: "available" })),
  presence_list: async (client) => said(await client.ask("presence_list")),
  call_attach: async (client, at) => said(await client.ask("call_attach", await at.staffLeg())),
  // Between legs of which this socket carries none, whoever asks.
  call_signal: async (client, at) => {
    const { callId, legId } = await at.staffLeg();
    return said(await client.ask("call_signal", { callId, from: legId, to: legId, session: legId, toSession: null }));
  },
  call_alive: async (client, at) => {
    const { callId, legId } = await at.staffLeg();
    return said(await client.ask("call_alive", { callId, legId }));
  },
  // Of a leg that this socket does not carry, whoever asks.
  call_announced: async (client, at) => {
    const { callId, legId } = await at.staffLeg();
    return said(await client.ask("call_announced", { callId, legId, wasHeard: true, transcription: false }));
  },
  call_piece: async (client, at) => {
    const { callId, legId } = await at.staffLeg();
    const piece = { callId, legId, takeId: legId, seq: 0, isLast: false, data: new Uint8Array(2) };
    return said(await client.ask("call_piece", piece));
  },
  call_unrecorded: async (client, at) => {
    const { callId, legId } = await at.staffLeg();
    return said(await client.ask("call_unrecorded", { callId, legId }));
  },
};

/** `staff`: a person who may see everything and has the conversation open. */
type WidgetAct = (client: Client, at: Case, staff: Client) => Promise<string>;
type Threads = { threads: { conversationId: string }[] };

export const WIDGET_EVENTS: Record<keyof WidgetClientEvents, WidgetAct> = {
  hello: async (client, { conversationId }) => {
    const answer = await client.ask("hello");
    if (!answer.ok) return said(answer);
    const { threads } = answer.data as Threads;
    return threads.some((thread) => thread.conversationId === conversationId) ? "ok seen" : "ok unseen";
  },
  since: async (client, { conversationId }) => {
    const answer = await client.ask("since", { conversationId, afterPublicSeq: 0 });
    if (!answer.ok) return said(answer);
    return (answer.data as { messages: unknown[] }).messages.length > 0 ? "ok seen" : "ok empty";
  },
  composing: async (client, at, staff) => {
    await staff.ask("subscribe", viewing(at));
    await client.ask("hello");
    await client.ask("composing", { conversationId: at.conversationId });
    await staff.ask("presence_list");
    return staff.received(
      "customer_composing",
      (push: { conversationId: string }) => push.conversationId === at.conversationId,
    )
      ? "published"
      : "silent";
  },
  seen: async (client, at) => {
    const statusNow = await at.answered();
    await client.ask("hello");
    await client.ask("seen", { conversationId: at.conversationId, publicSeq: 2 });
    return (await statusNow()) === "delivered" ? "delivered" : "untouched";
  },
};

/** Nobody here holds the token of a leg, so nobody is let in: what a token may do, the namespace's own tests say. */
export const CALLER_EVENTS: Record<keyof CustomerCallEvents, null> = {
  call_attach: null,
  call_signal: null,
  call_alive: null,
  call_announced: null,
  call_piece: null,
  call_unrecorded: null,
  answer: null,
  decline: null,
  hang_up: null,
};

export const ROWS = [
  ...Object.keys(STAFF_EVENTS).map((event) => `socket ${event}`),
  ...Object.keys(WIDGET_EVENTS).map((event) => `widget ${event}`),
  ...Object.keys(CALLER_EVENTS).map((event) => `caller ${event}`),
];
const LABELS: Record<string, string> = { "/": "socket", "/widget": "widget", "/call": "caller" };
const OWN_TO_SOCKETS = new Set(["disconnect", "disconnecting", "error"]);

/** Rows for every event that the server handles on a live socket of every namespace. */
export function listenedTo(server: Server): string[] {
  const rows = [...server._nsps].flatMap(([name, namespace]) => {
    const label = LABELS[name] ?? `namespace ${name}`;
    const sockets = [...namespace.sockets.values()];
    if (sockets.length === 0) return [`${label}: nobody is connected`];
    const any = sockets.some((socket) => socket.listenersAny().length > 0) ? [`${label} any event`] : [];
    const events = sockets.flatMap((socket) => socket.eventNames().map(String));
    return [...any, ...events.filter((event) => !OWN_TO_SOCKETS.has(event)).map((event) => `${label} ${event}`)];
  });
  return [...new Set(rows)].sort();
}
