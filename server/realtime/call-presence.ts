import type { LoggedEvent } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { PresenceStatus } from "@/server/contract/team";
import { log } from "@/server/lib/log";
import type { Presence } from "./presence";

/** Asked at most so often: people who come back together cost one question. */
const GATHER_MS = 100;

export type CallPresencePorts = {
  presence: Pick<Presence, "of" | "set">;
  /** Those of these people who are on a call now; with null everybody who is. */
  onLine(userIds: readonly Id[] | null): Promise<ReadonlySet<Id>>;
  wrapUpSeconds(placeId: Id | null): Promise<number>;
};

/**
 * Keeps presence in step with calls, for the people connected to this node: on a call they are `on_call`, after it `wrap_up` for a
 * while, and then what they were. Whatever they choose themselves meanwhile stays.
 */
export class CallPresence {
  private readonly before = new Map<Id, PresenceStatus>();
  /** Only they can be on a call: whoever connects and is none of them costs no question. */
  private readonly perhapsOnLine = new Set<Id>();
  private readonly asked = new Set<Id>();
  private readonly wrapUps = new Map<Id, NodeJS.Timeout>();
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly ports: CallPresencePorts) {}

  /** Reads who is on a call: when a node starts to follow the log, and when it may have missed a part of it. */
  async start(): Promise<void> {
    try {
      for (const userId of await this.ports.onLine(null)) this.check(userId);
    } catch (error) {
      log.warn({ err: error }, "presence could not read who is on a call");
    }
  }

  receive(batch: readonly LoggedEvent[]): void {
    for (const { type, payload } of batch)
      if (type.startsWith("call.") && "userIds" in payload) for (const userId of payload.userIds) this.check(userId);
  }

  connected(userId: Id): void {
    if (this.perhapsOnLine.has(userId)) this.check(userId);
  }

  private check(userId: Id): void {
    this.perhapsOnLine.add(userId);
    this.asked.add(userId);
    this.timer ??= setTimeout(() => void this.ask(), GATHER_MS);
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    for (const timer of this.wrapUps.values()) clearTimeout(timer);
  }

  private async ask(): Promise<void> {
    this.timer = null;
    const here = [...this.asked].filter((userId) => this.ports.presence.of(userId));
    this.asked.clear();
    try {
      const onLine = await this.ports.onLine(here);
      for (const userId of here) if (!onLine.has(userId)) this.perhapsOnLine.delete(userId);
      for (const userId of here) await (onLine.has(userId) ? this.began(userId) : this.ended(userId));
    } catch (error) {
      log.warn({ err: error }, "presence could not follow calls");
    }
  }

  private began(userId: Id): void {
    clearTimeout(this.wrapUps.get(userId));
    const status = this.ports.presence.of(userId)?.status;
    if (!status || this.before.has(userId)) return;
    this.before.set(userId, status === "on_call" || status === "wrap_up" ? "available" : status);
    this.ports.presence.set(userId, "on_call");
  }

  private async ended(userId: Id): Promise<void> {
    const { presence } = this.ports;
    const before = this.before.get(userId);
    this.before.delete(userId);
    if (before === undefined || presence.of(userId)?.status !== "on_call") return;
    const seconds = await this.ports.wrapUpSeconds(presence.of(userId)?.memberOf[0] ?? null);
    if (seconds === 0) return presence.set(userId, before);
    presence.set(userId, "wrap_up");
    const timer = setTimeout(() => this.finished(userId, before), seconds * 1000);
    timer.unref();
    this.wrapUps.set(userId, timer);
  }

  private finished(userId: Id, before: PresenceStatus): void {
    this.wrapUps.delete(userId);
    if (this.ports.presence.of(userId)?.status === "wrap_up") this.ports.presence.set(userId, before);
  }
}
