import { randomUUID } from "node:crypto";
import type { Server as HttpServer } from "node:http";
import { Server, type ServerOptions } from "socket.io";
import type { LoggedEvent } from "@/server/contract/events";
import type { StaffClientEvents, StaffServerEvents } from "@/server/contract/sockets";
import type { Ctx } from "@/server/domain/context";
import { loadConversation } from "@/server/domain/conversations/load-conversation";
import { seesPersonalData } from "@/server/domain/conversations/policy";
import { log } from "@/server/lib/log";
import { BoardPush } from "./board";
import { fanOut } from "./fan-out";
import { hydrateFor } from "./hydrate-for";
import { isOwnOrigin } from "./origin";
import { Presence } from "./presence";
import { applySessions, byCookie, renew, type ViewerOf } from "./sessions";
import { NOTHING, type PeerEvents, rooms, type StaffData, type StaffNamespace, type StaffSocket } from "./staff";
import { serveStaff, stopWatching } from "./staff-socket";
import { WidgetGateway, type WidgetNamespace } from "./widget-namespace";

export type GatewayOptions = {
  ctx: Ctx;
  publicUrl: string;
  /** Where this node's relay stands, for the beat; null before it has started. */
  position(): { cursor: string; lagMs: number } | null;
  /** Lets nodes share presence; each node's truth stays the log. */
  adapter?: ServerOptions["adapter"];
  viewerOf?: ViewerOf;
  beatMs?: number;
};

const QUEUE_PACKETS = 500;
const QUEUE_BYTES = 1_000_000;
const TICK_MS = 500;
const RENEW_MS = 30_000;

/** The only code that touches socket.io: who is connected, what they may be told, and the pushes. */
export class Gateway {
  private readonly io: Server<StaffClientEvents, StaffServerEvents, PeerEvents, StaffData>;
  private readonly staff: StaffNamespace;
  private readonly widgets: WidgetGateway;
  private readonly presence: Presence;
  private readonly board: BoardPush;
  private readonly viewerOf: ViewerOf;
  private readonly timers: NodeJS.Timeout[];

  constructor(
    http: HttpServer,
    private readonly options: GatewayOptions,
  ) {
    const { ctx, publicUrl, adapter } = options;
    this.viewerOf = options.viewerOf ?? byCookie;
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
    this.staff = this.io.of("/");
    this.widgets = new WidgetGateway(this.io.of("/widget") as unknown as WidgetNamespace, {
      ctx,
      isStaffed: (placeId) => this.presence.isStaffed(placeId),
      customerComposing: (conversationId) =>
        void this.staff.to(rooms.conversation(conversationId)).volatile.emit("customer_composing", { conversationId }),
    });
    this.presence = this.makePresence();
    this.board = new BoardPush(ctx, () => this.localStaff().filter((socket) => socket.data.watch.board));
    this.staff.use((socket, next) => void this.admit(socket, next));
    this.staff.on("connection", (socket) => this.serve(socket));
    this.staff.on("peer", (state) => this.presence.heard(state));
    this.timers = [
      setInterval(() => this.beat(), options.beatMs ?? 2500),
      setInterval(() => this.presence.tick(), TICK_MS),
      setInterval(() => this.renewAll(), RENEW_MS),
    ];
    for (const timer of this.timers) timer.unref();
  }

  /** Tells screens about a batch of the log: first who may no longer listen, then everybody else. */
  async onEvents(batch: LoggedEvent[], cursor: string): Promise<void> {
    await applySessions(this.staff, batch, this.viewerOf);
    if (this.staff.sockets.size > 0) {
      const hydrated = await hydrateFor(this.options.ctx.db, batch, this.localStaff());
      const { deliveries, lost } = fanOut(batch, cursor, this.dropOverfull(), hydrated);
      for (const { socketIds, frame } of deliveries) this.staff.local.to(socketIds).emit("frame", frame);
      for (const { socketId, conversationId } of lost) this.forgetWatch(socketId, conversationId);
      this.board.heard(batch, hydrated.clear.size > 0 ? hydrated.clear : hydrated.masked);
    }
    await this.widgets.onEvents(batch);
  }

  counts(): { staff: number; widgets: number } {
    return { staff: this.staff.sockets.size, widgets: this.widgets.count() };
  }

  /** Cuts every connection: all come back by themselves and ask for what they missed. */
  dropAll(): void {
    for (const namespace of ["/", "/widget"])
      for (const socket of [...this.io.of(namespace).sockets.values()]) socket.conn.close();
  }

  /** Asks every client to move elsewhere within `withinMs`. */
  drain(withinMs: number): void {
    this.staff.local.emit("draining", { withinMs });
  }

  async close(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    this.board.stop();
    this.widgets.stop();
    await this.io.close();
  }

  private localStaff(): StaffSocket[] {
    return [...this.staff.sockets.values()];
  }

  private async admit(socket: StaffSocket, next: (error?: Error) => void): Promise<void> {
    try {
      const actor = await this.viewerOf(socket.handshake.headers.cookie);
      if (!actor) return next(new Error("unauthenticated"));
      socket.data = { actor, isMasked: !seesPersonalData(actor), watch: NOTHING };
      next();
    } catch (error) {
      log.error({ name: (error as Error)?.name }, "socket handshake could not be checked");
      next(new Error("unavailable"));
    }
  }

  private serve(socket: StaffSocket): void {
    socket.on("error", () => socket.disconnect(true));
    serveStaff(socket, {
      presence: this.presence,
      load: (actor, conversationId) => loadConversation(this.options.ctx.db, actor, conversationId),
      staffComposing: (conversationId) => this.widgets.staffComposing(conversationId),
    });
    const position = this.options.position();
    if (position) socket.emit("beat", position);
  }

  private beat(): void {
    const position = this.options.position();
    if (position) this.staff.local.emit("beat", position);
  }

  private makePresence(): Presence {
    return new Presence({
      node: randomUUID(),
      now: () => Date.now(),
      placesOf: (userIds) => this.placesOf(userIds),
      presenceChanged: (changed) => {
        this.staff.local.emit("presence", changed);
        this.widgets.staffChanged();
      },
      viewersChanged: (conversationId, viewers) =>
        void this.staff.local.to(rooms.conversation(conversationId)).emit("viewers", { conversationId, viewers }),
      tellPeers: (state) => {
        if (this.options.adapter) this.staff.serverSideEmit("peer", state);
      },
    });
  }

  private placesOf(userIds: ReadonlySet<string>): string[] {
    const scopes = this.localStaff().flatMap(({ data }) => (userIds.has(data.actor.id) ? [data.actor.scope] : []));
    return [...new Set(scopes.flatMap((scope) => (scope.all ? ["*"] : scope.placeIds)))];
  }

  /** A screen that cannot keep up is dropped: it comes back and asks for what it missed, instead of filling our memory. */
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

  private forgetWatch(socketId: string, conversationId: string): void {
    const socket = this.staff.sockets.get(socketId);
    if (socket?.data.watch.conversationId !== conversationId) return;
    const { skuIds, board } = socket.data.watch;
    stopWatching(socket);
    socket.data.watch = { ...NOTHING, skuIds, board };
    this.presence.watch(socketId, socket.data.actor.id, socket.data.actor.name, null);
  }

  /** Sessions also end by time, and a lost event must not keep anybody in. */
  private renewAll(): void {
    for (const socket of this.localStaff()) renew(socket, this.viewerOf).catch(() => {});
  }
}
