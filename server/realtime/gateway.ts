import { randomUUID } from "node:crypto";
import type { Server as HttpServer } from "node:http";
import { Server, type ServerOptions } from "socket.io";
import { viewerFromCookie } from "@/server/auth/viewer";
import type { LoggedEvent } from "@/server/contract/events";
import { endMyWrapUp } from "@/server/domain/calls/end-wrap-up";
import { peopleInCalls } from "@/server/domain/calls/people-in-calls";
import type { Ctx } from "@/server/domain/context";
import { loadConversation } from "@/server/domain/conversations/record/load-conversation";
import { pushedNouns, type Registry } from "@/server/domain/sync/registry";
import { loadSessions } from "@/server/domain/team/load-session";
import { currentMs } from "@/server/lib/clock";
import { env } from "@/server/lib/env";
import { log } from "@/server/lib/log";
import { seesPersonalData } from "../domain/team/policy";
import { BoardPush } from "./board-push";
import { CallLimits, mayJoin, STAFF_RATES } from "./call-limits";
import { CallMedia } from "./call-media";
import { type CallNamespace, serveCustomers } from "./call-namespace";
import { CallPresence } from "./call-presence";
import { fanOut } from "./fan-out";
import { hydrateFor } from "./hydrate-for";
import { isOwnOrigin, refuseOtherHosts } from "./origin";
import { type PeerMessage, Peers } from "./peers";
import { Presence } from "./presence";
import { PresencePush } from "./presence-push";
import { RENEWAL_PART_MS, Sessions, type SessionsPorts } from "./sessions";
import {
  NO_SUBSCRIPTION,
  type PeerEvents,
  rooms,
  type StaffData,
  type StaffEmitEvents,
  type StaffListenEvents,
  type StaffNamespace,
  type StaffSocket,
} from "./staff";
import { followChosen, leaveConversation, serveStaff } from "./staff-socket";
import { Viewers } from "./viewers";
import { WidgetGateway, type WidgetNamespace } from "./widget-namespace";

export type GatewayOptions = {
  ctx: Ctx;
  publicUrl: string;
  /** The position of this node's relay, for the beat; null before it has started. */
  position(): { cursor: string; lagMs: number } | null;
  /** Requests for another host than that of `publicUrl` get 421; by default when the operator has set it. */
  strictHost?: boolean;
  /** Lets nodes share presence; events still come from each node's own relay. */
  adapter?: ServerOptions["adapter"];
  viewerOf?: SessionsPorts["ofCookie"];
  /** The pushed nouns; those of the product by default. */
  nouns?: Registry;
  beatMs?: number;
  renewalPartMs?: number;
};

const QUEUE_PACKETS = 500;
const QUEUE_BYTES = 1_000_000;
const TICK_MS = 500;

/** The only code that touches socket.io: connections, subscriptions and pushes. */
export class Gateway {
  private readonly io: Server<StaffListenEvents, StaffEmitEvents, PeerEvents, StaffData>;
  private readonly staff: StaffNamespace;
  private readonly widgets: WidgetGateway;
  /** Who can work now, on any node. */
  readonly presence: Presence;
  private readonly presencePush: PresencePush;
  private readonly viewers: Viewers;
  private readonly peers: Peers;
  private readonly sessions: Sessions;
  private readonly callPresence: CallPresence;
  private readonly board: BoardPush;
  private readonly nouns: Registry;
  private readonly limits = new CallLimits(STAFF_RATES);
  private readonly callMedia: CallMedia;
  private readonly timers: NodeJS.Timeout[];

  constructor(
    http: HttpServer,
    private readonly options: GatewayOptions,
  ) {
    const { ctx, publicUrl, adapter, nouns = pushedNouns } = options;
    this.nouns = nouns;
    this.io = new Server(http, {
      path: "/socket.io",
      serveClient: false,
      transports: ["websocket", "polling"],
      perMessageDeflate: false,
      httpCompression: false,
      maxHttpBufferSize: 32_768,
      cors: { origin: false },
      allowRequest: (req, answer) => answer(null, isOwnOrigin(req, publicUrl)),
      ...(adapter ? { adapter } : {}),
    });
    this.io.engine.use(refuseOtherHosts(publicUrl, options.strictHost ?? env().publicUrlSet));
    this.staff = this.io.of("/");
    this.presence = new Presence({
      now: currentMs,
      changed: (userId, scopes) => {
        this.presencePush.add(userId, scopes);
        this.widgets.staffChanged();
      },
    });
    this.widgets = new WidgetGateway(this.io.of("/widget") as unknown as WidgetNamespace, {
      ctx: { ...ctx, presence: this.presence },
      customerComposing: (conversationId) =>
        void this.staff.to(rooms.conversation(conversationId)).volatile.emit("customer_composing", { conversationId }),
    });
    this.callPresence = new CallPresence({
      presence: this.presence,
      inCalls: (userIds) => peopleInCalls(ctx.db, userIds, ctx.now()),
    });
    this.callMedia = this.openCalls();
    this.presencePush = new PresencePush({
      presence: this.presence,
      sockets: () => this.staff.sockets.values(),
      send: (socketIds, changed) => void this.staff.local.to(socketIds).emit("presence", changed),
    });
    this.viewers = new Viewers({
      now: currentMs,
      changed: (conversationId, viewers) =>
        void this.staff.local.to(rooms.conversation(conversationId)).emit("viewers", { conversationId, viewers }),
    });
    this.peers = this.makePeers();
    this.sessions = this.makeSessions();
    this.board = new BoardPush(ctx, () => this.localStaff().filter((socket) => socket.data.subscription.board), nouns);
    this.staff.use((socket, next) => void this.admit(socket, next));
    this.staff.on("connection", (socket) => this.serve(socket));
    this.staff.on("peers", (message) => this.peers.receive(message));
    this.peers.start();
    this.timers = [
      setInterval(() => this.beat(), options.beatMs ?? 2500),
      setInterval(() => this.tick(), TICK_MS),
      setInterval(() => void this.sessions.renewNextPart(), options.renewalPartMs ?? RENEWAL_PART_MS),
    ];
    for (const timer of this.timers) timer.unref();
  }

  /** Pushes a batch of the log: first it disconnects ended sessions, then it serves everybody else. */
  async onEvents(batch: LoggedEvent[], cursor: string): Promise<void> {
    // First, so that everything read from here on, also by this node's screens, reflects the batch.
    if (batch.some(({ type }) => type === "setting.changed" || type === "place.changed"))
      this.options.ctx.settings.forget();
    await this.sessions.apply(batch);
    this.callPresence.receive(batch);
    followChosen(this.staff.sockets.values(), batch);
    const { urgent, rest } = this.byUrgency(batch);
    // Until the rest has been pushed, too, screens are complete up to where they were.
    const before = this.options.position()?.cursor ?? null;
    if (before !== null) await this.push(urgent, before);
    await this.callMedia.onEvents(batch);
    await this.push(before === null ? batch : rest, cursor);
    await this.widgets.onEvents(batch);
  }

  private byUrgency(batch: LoggedEvent[]): { urgent: LoggedEvent[]; rest: LoggedEvent[] } {
    const isUrgent = ({ type }: LoggedEvent) => this.nouns.get(type)?.isUrgent === true;
    return { urgent: batch.filter(isUrgent), rest: batch.filter((event) => !isUrgent(event)) };
  }

  private async push(events: LoggedEvent[], cursor: string): Promise<void> {
    if (events.length === 0 || this.staff.sockets.size === 0) return;
    const hydrated = await hydrateFor(this.options.ctx.db, events, this.localStaff(), this.nouns);
    const { deliveries, lost } = fanOut(events, cursor, this.dropOverfull(), hydrated, this.nouns);
    for (const { socketIds, frame } of deliveries) this.staff.local.to(socketIds).emit("frame", frame);
    for (const { socketId, conversationId } of lost) this.dropConversation(socketId, conversationId);
    this.board.receive(events, hydrated.clear.size > 0 ? hydrated.clear : hydrated.masked);
  }

  /** Whether a visitor's chat is connected, on any node. */
  isChatOpen(visitorId: string): Promise<boolean> {
    return this.widgets.isOpen(visitorId);
  }

  counts(): { staff: number; widgets: number } {
    return { staff: this.staff.sockets.size, widgets: this.widgets.count() };
  }

  /** Reads who is on a call. Once the relay runs, the log says what changes. */
  followCalls(): Promise<void> {
    return this.callPresence.start();
  }

  /** Disconnects every client; they reconnect by themselves and catch up. */
  dropAll(): void {
    void this.followCalls();
    for (const namespace of ["/", "/widget", "/call"])
      for (const socket of [...this.io.of(namespace).sockets.values()]) socket.conn.close();
  }

  /** Asks every client to reconnect within `withinMs`. */
  drain(withinMs: number): void {
    this.staff.local.emit("draining", { withinMs });
  }

  async close(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    this.board.stop();
    this.presencePush.stop();
    this.callPresence.stop();
    this.widgets.stop();
    this.callMedia.stop();
    this.peers.stop();
    await this.io.close();
  }

  private localStaff(): StaffSocket[] {
    return [...this.staff.sockets.values()];
  }

  private async admit(socket: StaffSocket, next: (error?: Error) => void): Promise<void> {
    if (!mayJoin(socket.conn)) return next(new Error("rate_limited"));
    try {
      const admitted = await this.sessions.admit(socket.handshake.headers.cookie);
      if (!admitted) return next(new Error("unauthenticated"));
      socket.data = { ...admitted, isMasked: !seesPersonalData(admitted.actor), subscription: NO_SUBSCRIPTION };
      next();
    } catch (error) {
      log.error({ err: error }, "socket handshake could not be checked");
      next(new Error("unavailable"));
    }
  }

  private serve(socket: StaffSocket): void {
    socket.on("error", () => socket.disconnect(true));
    const { id } = socket.data.actor;
    const wasHere = this.presence.of(id) !== null;
    this.limits.limit(socket, id);
    this.callMedia.serve(socket, () => socket.data.actor);
    serveStaff(socket, {
      presence: this.presence,
      viewers: this.viewers,
      load: (actor, conversationId) => loadConversation(this.options.ctx.db, actor, conversationId),
      staffComposing: (conversationId) => this.widgets.staffComposing(conversationId),
      statusChosen: (actor) => endMyWrapUp({ ...this.options.ctx, actor }, undefined),
    });
    this.callPresence.connected(id, { wasHere });
    const position = this.options.position();
    if (position) socket.emit("beat", position);
    this.sessions.joined(socket).catch(() => socket.conn.close());
  }

  private tick(): void {
    this.presence.tick();
    this.viewers.tick();
    this.peers.tick();
  }

  private beat(): void {
    const position = this.options.position();
    if (position) this.staff.local.emit("beat", position);
  }

  private makePeers(): Peers {
    const send = (message: PeerMessage) => {
      if (this.options.adapter) this.staff.serverSideEmit("peers", message);
    };
    return new Peers({ node: randomUUID(), now: currentMs, send }, this.presence, this.viewers);
  }

  /** Customers' browsers carry their legs in a namespace of their own; staff in the workspace's. */
  private openCalls(): CallMedia {
    const ctx = { ...this.options.ctx, presence: this.presence };
    const customers = this.io.of("/call") as unknown as CallNamespace;
    const media = new CallMedia({ ctx, namespaces: [this.staff, customers] });
    serveCustomers(customers, { ctx, media });
    return media;
  }

  private makeSessions(): Sessions {
    return new Sessions({
      ofCookie: this.options.viewerOf ?? viewerFromCookie,
      ofSessions: (sids) => loadSessions(this.options.ctx, sids),
      sockets: () => this.staff.sockets.values(),
      renewed: ({ id, name, scope, memberOf = [] }) => {
        this.viewers.renamed(id, name);
        this.presence.moved({ userId: id, scope, memberOf });
      },
    });
  }

  /** Disconnects a screen that cannot keep up, so that its buffer does not fill our memory; it reconnects and catches up. */
  private dropOverfull(): StaffSocket[] {
    return this.localStaff().filter((socket) => {
      const { conn } = socket;
      const waiting = (conn.transport as { socket?: { bufferedAmount?: number } }).socket?.bufferedAmount ?? 0;
      const queued = (conn as unknown as { writeBuffer: unknown[] }).writeBuffer.length;
      if (queued <= QUEUE_PACKETS && waiting <= QUEUE_BYTES) return true;
      log.warn({ queued, waiting }, "a screen could not keep up and was dropped");
      conn.close();
      return false;
    });
  }

  private dropConversation(socketId: string, conversationId: string): void {
    const socket = this.staff.sockets.get(socketId);
    if (socket?.data.subscription.conversationId !== conversationId) return;
    leaveConversation(socket);
    this.viewers.show(socketId, socket.data.actor, null);
  }
}
