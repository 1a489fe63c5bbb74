import type { Namespace, Socket } from "socket.io";
import {
  Announced,
  type AttachedLeg,
  AttachLeg,
  type CallMediaClientEvents,
  type CallMediaServerEvents,
  CallSignal,
  LegAlive,
  type MediaPlan,
  RecordingPiece,
} from "@/server/contract/call-media";
import { DomainError } from "@/server/contract/errors";
import type { LoggedEvent } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import { announceRecording } from "@/server/domain/calls/announce-recording";
import { attachLeg, recordHeartbeats } from "@/server/domain/calls/attach-leg";
import { loadCalls } from "@/server/domain/calls/load-call";
import { mediaPlanOf } from "@/server/domain/calls/media-plan";
import { reportUnrecorded, storePiece } from "@/server/domain/calls/recordings/pieces";
import type { Ctx } from "@/server/domain/context";
import { env } from "@/server/lib/env";
import { iceServers } from "@/server/lib/ice-servers";
import type { CustomerLeg } from "@/server/lib/leg-token";
import { log } from "@/server/lib/log";
import { guard } from "./guard-sockets";

type MediaSocket = Pick<
  Socket<CallMediaClientEvents, CallMediaServerEvents>,
  "id" | "on" | "emit" | "join" | "leave" | "connected"
>;
type MediaNamespace = Pick<Namespace<CallMediaClientEvents, CallMediaServerEvents>, "to">;

/** A leg that a socket of this node carries, and the legs that its latest plan lets it signal to. */
type Attachment = { socket: MediaSocket; callId: Id; legId: Id; deviceId: Id; linked: ReadonlySet<Id> };

type Owner = PersonActor | CustomerLeg;

export type CallMediaPorts = {
  ctx: Ctx;
  /** Where legs are: those of staff in "/", those of customers in "/call". */
  namespaces: MediaNamespace[];
};

const HEAR_EVERY_MS = 2000;
const legRoom = (legId: Id) => `leg:${legId}`;

/**
 * Tells the browsers that carry the legs of calls what to do, and passes their signals on. Who hears whom is decided by the domain
 * alone. A signal goes to the room of a leg, so with a shared adapter it reaches a browser on any node.
 */
export class CallMedia {
  private readonly attachments = new Map<Id, Set<Attachment>>();
  private readonly heard = new Set<Id>();
  private readonly hearing = setInterval(() => void this.reportHeard(), HEAR_EVERY_MS);

  constructor(private readonly ports: CallMediaPorts) {
    this.hearing.unref();
  }

  stop(): void {
    clearInterval(this.hearing);
  }

  /** Serves a socket. @param ownerOf who it belongs to now: a person of ours, or the customer's leg of a token */
  serve(socket: MediaSocket, ownerOf: () => Owner): void {
    const mine = new Map<Id, Attachment>();
    socket.on("disconnect", () => {
      for (const attachment of mine.values()) this.detach(attachment);
      mine.clear();
    });
    socket.on(
      "call_attach",
      guard("call_attach", AttachLeg, async (input): Promise<AttachedLeg> => {
        const plan = await this.attach(ownerOf(), input);
        const before = mine.get(input.legId);
        if (before) this.detach(before);
        mine.delete(input.legId);
        if (plan.ended === null && socket.connected) mine.set(input.legId, this.keep(socket, input, plan));
        return { plan, iceServers: iceServers(env(), this.ports.ctx.now()) };
      }),
    );
    socket.on(
      "call_signal",
      guard("call_signal", CallSignal, (signal) => {
        const from = mine.get(signal.from);
        if (from?.callId === signal.callId && from.linked.has(signal.to)) this.pass(signal);
      }),
    );
    socket.on(
      "call_announced",
      guard("call_announced", Announced, async (input) => {
        if ("kind" in ownerOf() || mine.get(input.legId)?.callId !== input.callId) throw new DomainError("forbidden");
        await announceRecording(this.ports.ctx, input);
        return null;
      }),
    );
    this.serveRecorder(socket, ownerOf, mine);
    socket.on(
      "call_alive",
      guard("call_alive", LegAlive, ({ legId }) => {
        if (mine.has(legId)) this.heard.add(legId);
      }),
    );
  }

  /** Whether a leg may record, and when, the domain decides; its last piece may come after its end. */
  private serveRecorder(socket: MediaSocket, ownerOf: () => Owner, mine: ReadonlyMap<Id, Attachment>): void {
    const carried = (legId: Id): { ctx: Ctx<PersonActor>; deviceId: Id } => {
      const [owner, attachment] = [ownerOf(), mine.get(legId)];
      if (!("kind" in owner) || !attachment) throw new DomainError("forbidden");
      return { ctx: { ...this.ports.ctx, actor: owner }, deviceId: attachment.deviceId };
    };
    socket.on(
      "call_piece",
      guard("call_piece", RecordingPiece, async (piece) => {
        const { ctx, deviceId } = carried(piece.legId);
        await storePiece(ctx, { ...piece, deviceId });
        return null;
      }),
    );
    socket.on(
      "call_unrecorded",
      guard("call_unrecorded", LegAlive, async (input) => {
        await reportUnrecorded(carried(input.legId).ctx, input);
        return null;
      }),
    );
  }

  /** Pushes the plans of calls that changed to the browsers of this node that carry them. */
  async onEvents(batch: readonly LoggedEvent[]): Promise<void> {
    const changed = batch.flatMap((event) => (isAboutCalls(event) ? event.payload.callId : []));
    const here = [...new Set(changed)].filter((callId) => this.attachments.has(callId));
    if (here.length === 0) return;
    for (const call of await loadCalls(this.ports.ctx.db, here))
      for (const attachment of [...(this.attachments.get(call.id) ?? [])]) {
        const plan = mediaPlanOf(call, attachment.legId, attachment.deviceId);
        if (plan) this.follow(attachment, plan);
      }
  }

  private attach(owner: Owner, input: AttachLeg): Promise<MediaPlan> {
    const { ctx } = this.ports;
    if ("kind" in owner) return attachLeg({ ...ctx, actor: owner }, input);
    if (owner.callId !== input.callId || owner.legId !== input.legId) throw new DomainError("not_found");
    return attachLeg(ctx, input);
  }

  private keep(socket: MediaSocket, { callId, legId, deviceId }: AttachLeg, plan: MediaPlan): Attachment {
    const attachment = { socket, callId, legId, deviceId, linked: linkedBy(plan) };
    this.attachments.set(callId, (this.attachments.get(callId) ?? new Set()).add(attachment));
    void socket.join(legRoom(legId));
    return attachment;
  }

  private follow(attachment: Attachment, plan: MediaPlan): void {
    attachment.linked = linkedBy(plan);
    attachment.socket.emit("call_plan", plan);
    if (plan.ended !== null) this.detach(attachment);
  }

  private detach(attachment: Attachment): void {
    const { socket, callId, legId } = attachment;
    attachment.linked = new Set();
    const others = this.attachments.get(callId);
    others?.delete(attachment);
    if (others?.size === 0) this.attachments.delete(callId);
    void socket.leave(legRoom(legId));
  }

  private pass(signal: CallSignal): void {
    for (const namespace of this.ports.namespaces) namespace.to(legRoom(signal.to)).emit("call_signal", signal);
  }

  /** Stores the reports of all browsers together, every two seconds, in one statement. */
  private async reportHeard(): Promise<void> {
    const legIds = [...this.heard];
    this.heard.clear();
    if (legIds.length === 0) return;
    await recordHeartbeats(this.ports.ctx, { legIds }).catch((error: unknown) =>
      log.warn({ err: error }, "legs of calls could not be reported as alive"),
    );
  }
}

const linkedBy = ({ links }: MediaPlan): ReadonlySet<Id> => new Set(links.map(({ legId }) => legId));

type CallEvent = Extract<LoggedEvent, { type: `call.${"started" | "rang" | "answered" | "changed" | "ended"}` }>;
/** A call itself has changed, and not only its entry in the conversation. */
export const isAboutCalls = (event: LoggedEvent): event is CallEvent =>
  event.type.startsWith("call.") && event.type !== "call.recorded";
