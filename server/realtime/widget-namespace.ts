import { isDeepStrictEqual } from "node:util";
import type { Namespace, Socket } from "socket.io";
import { z } from "zod";
import { visitorFromToken } from "@/server/auth/visitor";
import type { LoggedEvent } from "@/server/contract/events";
import type { OpenState } from "@/server/contract/hours";
import type { Id } from "@/server/contract/ids";
import {
  type WidgetClientEvents,
  WidgetComposing,
  type WidgetHello,
  WidgetSeen,
  type WidgetServerEvents,
  WidgetSince,
} from "@/server/contract/sockets";
import { webCalls } from "@/server/domain/calls/settings";
import type { Ctx } from "@/server/domain/context";
import { recordDelivery } from "@/server/domain/conversations/delivery/record-delivery";
import { publicMessages, publicThread, publicThreads } from "@/server/domain/conversations/thread/public-thread";
import { contactOf, textNumberOf } from "@/server/domain/customers/left-contact";
import { openState } from "@/server/domain/hours/open-state";
import { placesById } from "@/server/domain/team/list-places";
import { currentMs } from "@/server/lib/clock";
import { log } from "@/server/lib/log";
import { CallLimits, mayJoin, VISITOR_RATES } from "./call-limits";
import { guard } from "./guard-sockets";
import { changedRings, ringOf } from "./visitor-rings";

type VisitorData = {
  visitorId: string;
  place: { id: Id; name: string };
  greeting: string;
  connectionId: Id;
  /** How far this screen has shown each conversation. */
  shown: Map<Id, number>;
  /** Conversations verified to be this visitor's. */
  mine: Set<Id>;
  hours: OpenState;
  staffed: boolean;
  takesCalls: boolean;
};
type Openness = Pick<VisitorData, "hours" | "takesCalls">;
type None = Record<string, never>;
export type WidgetNamespace = Namespace<WidgetClientEvents, WidgetServerEvents, None, VisitorData>;
type WidgetSocket = Socket<WidgetClientEvents, WidgetServerEvents, None, VisitorData>;

export type WidgetPorts = {
  ctx: Ctx;
  customerComposing(conversationId: Id): void;
};

const visitorRoom = (visitorId: string) => `visitor:${visitorId}`;
const Token = z.object({ token: z.string().min(1).max(4000) });
const COMPOSING_EVERY_MS = 1000;
const HOURS_EVERY_MS = 1000;
/** A reloaded page reports again; only this many messages are checked. */
const SEEN_BACK = 20;
type Seen = z.infer<typeof WidgetSeen>;

/**
 * The customers' namespace. Everything sent here comes from `public-thread`, which reads only what a customer may see, and has
 * a type in `WidgetServerEvents`; staff pushes never use this namespace.
 */
export class WidgetGateway {
  private readonly calls = new CallLimits(VISITOR_RATES);
  private staffedCheck: NodeJS.Timeout | null = null;
  /** Places open and close by themselves. */
  private readonly hoursCheck = setInterval(() => void this.checkHours((hours) => this.isOver(hours)), HOURS_EVERY_MS);

  constructor(
    private readonly namespace: WidgetNamespace,
    private readonly ports: WidgetPorts,
  ) {
    namespace.use((socket, next) => void this.admit(socket, next));
    namespace.on("connection", (socket) => this.serve(socket));
  }

  count(): number {
    return this.namespace.sockets.size;
  }

  /** Whether a visitor is connected, on any node; while another node does not answer, on this one. */
  async isOpen(visitorId: string): Promise<boolean> {
    if (this.socketsOf(visitorId).length > 0) return true;
    const elsewhere = this.namespace.in(visitorRoom(visitorId)).fetchSockets();
    return elsewhere.then(
      (sockets) => sockets.length > 0,
      () => false,
    );
  }

  stop(): void {
    if (this.staffedCheck) clearTimeout(this.staffedCheck);
    clearInterval(this.hoursCheck);
  }

  /** Sends new messages to the visitors they went to or came from. */
  async onEvents(batch: LoggedEvent[]): Promise<void> {
    if (this.namespace.sockets.size === 0) return;
    await this.renamePlaces(batch);
    if (batch.some(isAboutHours)) await this.checkHours(() => true);
    await this.ring(batch);
    const written = batch.flatMap((event) => (isAboutMessages(event) ? [event.payload] : []));
    const here = new Set([...this.namespace.sockets.values()].map(({ data }) => data.visitorId));
    for (const push of await publicMessages(this.ports.ctx.db, written, [...here])) {
      const { visitorId, conversationId, messages } = push;
      for (const socket of this.socketsOf(visitorId)) this.admitTo(socket, conversationId);
      this.namespace.local.to(visitorRoom(visitorId)).emit("messages", { conversationId, messages });
    }
  }

  /** Shows a call of ours to the visitor, and takes it away again. */
  private async ring(batch: LoggedEvent[]): Promise<void> {
    const isHere = (visitorId: string) => this.socketsOf(visitorId).length > 0;
    for (const { visitorId, ring } of await changedRings(this.ports.ctx.db, batch, isHere))
      this.namespace.local.to(visitorRoom(visitorId)).emit("ring", ring);
  }

  private async renamePlaces(batch: LoggedEvent[]): Promise<void> {
    const ids = batch.flatMap((event) => (event.type === "place.changed" ? [event.payload.placeId] : []));
    const names = new Map((await placesById(this.ports.ctx.db, ids)).map(({ place }) => [place.id, place.name]));
    if (names.size === 0) return;
    for (const socket of this.namespace.sockets.values()) {
      const { place } = socket.data;
      const name = names.get(place.id) ?? place.name;
      if (name === place.name) continue;
      socket.data.place = { ...place, name };
      socket.emit("place", { name });
    }
  }

  /** Staff are writing a reply (never a note) in this conversation. */
  staffComposing(conversationId: Id): void {
    this.namespace.to(`conversation:${conversationId}`).volatile.emit("staff_composing", { conversationId });
  }

  /** Presence changed. Pushes once for many changes, and only to places whose state differs. */
  staffChanged(): void {
    this.staffedCheck ??= setTimeout(() => {
      this.staffedCheck = null;
      for (const socket of this.namespace.sockets.values()) {
        this.publishState(socket, socket.data);
      }
    }, 500);
  }

  /** Rereads the opening hours of the places that `which` selects, and publishes differences. */
  private async checkHours(which: (hours: OpenState) => boolean): Promise<void> {
    const sockets = [...this.namespace.sockets.values()].filter(({ data }) => which(data.hours));
    const read = new Map<Id, Promise<Openness>>();
    for (const { data } of sockets)
      if (!read.has(data.place.id)) read.set(data.place.id, this.opennessOf(data.place.id));
    try {
      for (const socket of sockets) this.publishState(socket, (await read.get(socket.data.place.id)) ?? socket.data);
    } catch (error) {
      log.warn({ err: error }, "opening hours could not be read");
    }
  }

  /** What settings say of a place: its hours, and whether it takes calls from the chat. */
  private async opennessOf(placeId: Id): Promise<Openness> {
    const { ctx } = this.ports;
    const [hours, takesCalls] = await Promise.all([openState(ctx, placeId), ctx.settings.get(webCalls, placeId)]);
    return { hours, takesCalls };
  }

  private publishState(socket: WidgetSocket, { hours, takesCalls }: Openness): void {
    const { data } = socket;
    const staffed = this.isStaffed(data.place.id, hours);
    const isSame = staffed === data.staffed && takesCalls === data.takesCalls && isDeepStrictEqual(hours, data.hours);
    if (isSame) return;
    Object.assign(data, { staffed, hours, takesCalls });
    socket.emit("staffed", { staffed, hours, takesCalls });
  }

  private isStaffed(placeId: Id, { open }: OpenState): boolean {
    return open && this.ports.ctx.presence.isStaffed(placeId);
  }

  private isOver({ changesAt }: OpenState): boolean {
    return changesAt !== null && Date.parse(changesAt) <= this.ports.ctx.now().getTime();
  }

  private admitTo(socket: WidgetSocket, conversationId: Id): void {
    socket.data.mine.add(conversationId);
    void socket.join(`conversation:${conversationId}`);
  }

  private socketsOf(visitorId: string): WidgetSocket[] {
    return [...this.namespace.sockets.values()].filter((socket) => socket.data.visitorId === visitorId);
  }

  private async admit(socket: WidgetSocket, next: (error?: Error) => void): Promise<void> {
    if (!mayJoin(socket.conn)) return next(new Error("rate_limited"));
    try {
      const auth = Token.safeParse(socket.handshake.auth);
      const found = auth.success ? await visitorFromToken(this.ports.ctx.db, auth.data.token) : null;
      if (!found) return next(new Error("unauthenticated"));
      const { place, greeting, connectionId } = found.site;
      const openness = await this.opennessOf(place.id);
      socket.data = {
        visitorId: found.visitor.visitorId,
        place,
        greeting,
        connectionId,
        shown: new Map(),
        mine: new Set(),
        ...openness,
        staffed: this.isStaffed(place.id, openness.hours),
      };
      next();
    } catch (error) {
      log.error({ err: error }, "widget handshake could not be checked");
      next(new Error("unavailable"));
    }
  }

  private serve(socket: WidgetSocket): void {
    const { visitorId } = socket.data;
    void socket.join(visitorRoom(visitorId));
    socket.on("error", () => socket.disconnect(true));
    this.calls.limit(socket, visitorId);
    socket.on("hello", (ack) => guard("hello", z.undefined(), () => this.hello(socket))(undefined, ack));
    socket.on(
      "since",
      guard("since", WidgetSince, ({ conversationId, afterPublicSeq }) =>
        publicThread(this.ports.ctx.db, visitorId, conversationId, afterPublicSeq),
      ),
    );
    let composedAt = 0;
    socket.on(
      "composing",
      guard("composing", WidgetComposing, ({ conversationId }) => {
        if (!socket.data.mine.has(conversationId) || currentMs() - composedAt < COMPOSING_EVERY_MS) return;
        composedAt = currentMs();
        this.ports.customerComposing(conversationId);
      }),
    );
    socket.on(
      "seen",
      guard("seen", WidgetSeen, async (at) => {
        if (socket.data.mine.has(at.conversationId)) await this.seen(socket, at);
      }),
    );
  }

  /** The customer's screen has shown everything up to here, so our messages up to there are delivered. */
  private async seen({ data }: WidgetSocket, { conversationId, publicSeq }: Seen): Promise<void> {
    const { ctx } = this.ports;
    const after = data.shown.get(conversationId) ?? Math.max(0, publicSeq - SEEN_BACK);
    if (publicSeq <= after) return;
    data.shown.set(conversationId, publicSeq);
    const { messages } = await publicThread(ctx.db, data.visitorId, conversationId, after);
    for (const message of messages) {
      if (message.from !== "staff" || message.publicSeq > publicSeq) continue;
      const report = { kind: "status", status: "delivered", error: null } as const;
      await recordDelivery(
        ctx,
        { connectionId: data.connectionId },
        { ...report, externalId: message.id, messageId: message.id },
      );
    }
  }

  private async hello(socket: WidgetSocket): Promise<WidgetHello> {
    const { visitorId, place, greeting } = socket.data;
    const { db } = this.ports.ctx;
    const [threads, contact, number, ring] = await Promise.all([
      publicThreads(db, visitorId),
      contactOf(db, visitorId),
      textNumberOf(db, place.id),
      ringOf(db, visitorId),
    ]);
    for (const { conversationId } of threads) this.admitTo(socket, conversationId);
    const { hours, takesCalls } = await this.opennessOf(place.id);
    const staffed = this.isStaffed(place.id, hours);
    Object.assign(socket.data, { hours, takesCalls, staffed });
    const canText = number !== null;
    return { place: place.name, staffed, takesCalls, hours, greeting, threads, contact, canText, ring };
  }
}

const isAboutHours = ({ type }: LoggedEvent) => type === "setting.changed" || type === "place.changed";
const isAboutMessages = (event: LoggedEvent) =>
  event.type === "message.received" || event.type === "message.sent" || event.type === "message.updated";
