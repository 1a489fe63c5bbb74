import type { LoggedEvent } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { PresenceStatus } from "@/server/contract/team";
import type { CallState } from "@/server/domain/calls/people-in-calls";
import { currentMs } from "@/server/lib/clock";
import { log } from "@/server/lib/log";
import type { Presence } from "./presence";

/** Asked at most so often: people who come back together cost one question. */
const GATHER_MS = 100;

export type CallPresencePorts = {
  presence: Pick<Presence, "of" | "set">;
  /** Those of these people who are on a call now or wrap one up; with null everybody who does. */
  inCalls(userIds: readonly Id[] | null): Promise<ReadonlyMap<Id, CallState>>;
};

/** What a call made of somebody's status, and what it was before. */
type Followed = {
  before: PresenceStatus;
  /** Null: they were offline meanwhile, so what is shown now is nobody's choice. */
  status: CallState["status"] | null;
  timer: NodeJS.Timeout | null;
};

/**
 * Keeps presence in step with calls, for the people connected to this node: on a call they are `on_call`, after it `wrap_up` until the
 * stored end, and then what they were. Whatever they choose themselves meanwhile stays. The truth is stored, so another node, or this
 * one after a restart, goes on where it was (ADR 0052).
 */
export class CallPresence {
  private readonly followed = new Map<Id, Followed>();
  /** Only they can be in a call: whoever connects and is none of them costs no question. */
  private readonly perhapsInCall = new Set<Id>();
  private readonly asked = new Set<Id>();
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly ports: CallPresencePorts) {}

  /** Reads who is in a call: when a node starts to follow the log, and when it may have missed a part of it. */
  async start(): Promise<void> {
    try {
      for (const userId of (await this.ports.inCalls(null)).keys()) this.check(userId);
    } catch (error) {
      log.warn({ err: error }, "presence could not read who is on a call");
    }
  }

  receive(batch: readonly LoggedEvent[]): void {
    for (const event of batch) {
      if (event.type === "wrap_up.began" || event.type === "wrap_up.changed") this.check(event.payload.userId);
      else if (event.type.startsWith("call.") && "userIds" in event.payload)
        for (const userId of event.payload.userIds) this.check(userId);
    }
  }

  /** @param wasHere they were online already, on this node or another */
  connected(userId: Id, { wasHere }: { wasHere: boolean }): void {
    const known = this.followed.get(userId);
    if (known && !wasHere) known.status = null;
    if (this.perhapsInCall.has(userId)) this.check(userId);
  }

  private check(userId: Id): void {
    this.perhapsInCall.add(userId);
    this.asked.add(userId);
    this.timer ??= setTimeout(() => void this.ask(), GATHER_MS);
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    for (const { timer } of this.followed.values()) if (timer) clearTimeout(timer);
  }

  private async ask(): Promise<void> {
    this.timer = null;
    const here = [...this.asked].filter((userId) => this.ports.presence.of(userId));
    this.asked.clear();
    try {
      const inCalls = await this.ports.inCalls(here);
      for (const userId of here) this.follow(userId, inCalls.get(userId) ?? null);
    } catch (error) {
      log.warn({ err: error }, "presence could not follow calls");
    }
  }

  private follow(userId: Id, state: CallState | null): void {
    const known = this.followed.get(userId);
    if (known?.timer) clearTimeout(known.timer);
    if (!state) {
      this.finished(userId);
      return;
    }
    const shown = this.ports.presence.of(userId)?.status;
    if (!shown) return;
    if (known?.status !== state.status) this.show(userId, state.status, shown);
    const followed = this.followed.get(userId);
    if (followed && state.status === "wrap_up") followed.timer = this.whenOver(userId, state.until);
  }

  /** A call that begins always shows; a wrap-up does not replace what somebody chose during the call. */
  private show(userId: Id, status: CallState["status"], shown: PresenceStatus): void {
    const known = this.followed.get(userId);
    const isChosen = known?.status ? shown !== known.status : shown !== "available" && !isOfCalls(shown);
    const before = isChosen ? shown : (known?.before ?? "available");
    this.followed.set(userId, { before, status, timer: null });
    if (status === "on_call" || !isChosen) this.ports.presence.set(userId, status);
  }

  private whenOver(userId: Id, until: Date): NodeJS.Timeout {
    const timer = setTimeout(() => this.finished(userId), Math.max(0, until.getTime() - currentMs()));
    return timer.unref();
  }

  private finished(userId: Id): void {
    const known = this.followed.get(userId);
    this.followed.delete(userId);
    this.perhapsInCall.delete(userId);
    const shown = this.ports.presence.of(userId)?.status;
    // Also a status that another node set, which has stopped since.
    if (shown && isOfCalls(shown)) this.ports.presence.set(userId, known?.before ?? "available");
  }
}

/** Whether a call has set this status. */
export const isOfCalls = (status: PresenceStatus | undefined): boolean => status === "on_call" || status === "wrap_up";
