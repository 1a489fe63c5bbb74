import type { Id } from "@/server/contract/ids";
import { type Ari, unlessStatus } from "./ari";
import { legChannel, legOf } from "./names";
import type { Asked, Sound, Step } from "./plan";

const ANSWER_SECONDS = "10";
/** Longer than any setting: how long a customer is rung is decided by the call. */
const CUSTOMER_SECONDS = "300";
/** A phone that did not take its channel, or has not come back yet, is tried again after this time. */
const AGAIN_MS = 600;
/** Asterisk reports a key before its tone has ended. A leg that leaves meanwhile would leave the others that tone for ever. */
const KEY_MS = 250;

/**
 * Carries out steps, and remembers what Asterisk does not say: what it plays and mutes, and when a phone was last tried. What is gone
 * meanwhile is passed over, because the next comparison sees it.
 */
export class StepRunner implements Asked {
  readonly sounds = new Map<string, Sound>();
  readonly muted = new Map<string, boolean>();
  private readonly attempts = new Map<string, { count: number; at: number }>();
  private readonly causes = new Map<Id, number>();
  private lastKeyAt = 0;

  constructor(private readonly ari: Ari) {}

  keyPressed(): void {
    this.lastKeyAt = performance.now();
  }

  /** A channel is gone. */
  channelEnded(channelId: string, cause: number): void {
    const legId = legOf(channelId);
    if (legId) this.causes.set(legId, cause);
  }

  /** Why the channel of a leg that was called is gone; null while it was not called. */
  causeOf(legId: Id): number | null {
    return this.attempts.has(legId) ? (this.causes.get(legId) ?? null) : null;
  }

  /** Forgets channels that are gone, and legs that are over. */
  forgetAllBut(channels: ReadonlyMap<string, unknown>, legIds: ReadonlySet<Id>): void {
    for (const known of [this.sounds, this.muted])
      for (const channel of known.keys()) if (!channels.has(channel)) known.delete(channel);
    for (const known of [this.attempts, this.causes])
      for (const legId of known.keys()) if (!legIds.has(legId)) known.delete(legId);
  }

  /** @throws AriError for anything but a channel or a bridge that is gone, or is there already */
  async run(step: Step): Promise<void> {
    await this.carryOut(step).catch(unlessStatus(404, 409, 412, 422));
  }

  private async carryOut(step: Step): Promise<void> {
    const { ari } = this;
    switch (step.do) {
      case "originate":
        return this.originate(step);
      case "answer":
        return void (await ari.post(`channels/${step.channel}/answer`));
      case "hangUp":
        await this.keyToEnd();
        return ari.delete(`channels/${step.channel}`);
      case "play":
        await ari.post(`channels/${step.channel}/${step.sound === "music" ? "moh" : "ring"}`);
        return void this.sounds.set(step.channel, step.sound);
      case "mute":
        await (step.muted ? ari.post : ari.delete)(`channels/${step.channel}/mute`, { direction: "in" });
        return void this.muted.set(step.channel, step.muted);
      case "createBridge":
        return void (await ari.post(`bridges/${step.bridge}`, { type: "mixing,dtmf_events" }));
      case "removeBridge":
        return ari.delete(`bridges/${step.bridge}`);
      case "join":
        await ari.delete(`channels/${step.channel}/moh`).catch(unlessStatus(409, 412));
        this.sounds.delete(step.channel);
        return this.atBridge(step.bridge, "addChannel", step.channel);
      case "leave":
        await this.keyToEnd();
        return this.atBridge(step.bridge, "removeChannel", step.channel);
    }
  }

  /**
   * Rings the phone of a person who has answered on screen, which knows by the leg in the header that the call is its own; or calls a
   * customer, once.
   */
  private async originate({ leg, endpoint, callerId }: Extract<Step, { do: "originate" }>): Promise<void> {
    const last = this.attempts.get(leg.id) ?? { count: 0, at: Number.NEGATIVE_INFINITY };
    const isCustomer = leg.role === "customer";
    if (performance.now() - last.at < (isCustomer ? Number.POSITIVE_INFINITY : AGAIN_MS)) return;
    const count = last.count + 1;
    this.attempts.set(leg.id, { count, at: performance.now() });
    const { app } = this.ari.account;
    const timeout = isCustomer ? CUSTOMER_SECONDS : ANSWER_SECONDS;
    const query = { endpoint, app, appArgs: "leg", timeout, ...(callerId ? { callerId } : {}) };
    const body = isCustomer ? {} : { variables: { "PJSIP_HEADER(add,X-Storeline-Leg)": leg.id } };
    // Asterisk answers 400 or 500 when the phone is not registered: it is, or will be, soon.
    await this.ari
      .post(`channels/${legChannel(leg.id, count)}`, query, body)
      .catch(unlessStatus(400, 404, 409, 500, 503));
  }

  /** A channel that is gone, or has not reached our application yet, is answered with 400. */
  private async atBridge(bridge: string, verb: "addChannel" | "removeChannel", channel: string): Promise<void> {
    await this.ari.post(`bridges/${bridge}/${verb}`, { channel }).catch(unlessStatus(400));
  }

  private keyToEnd(): Promise<void> {
    const ms = this.lastKeyAt + KEY_MS - performance.now();
    return ms > 0 && ms <= KEY_MS ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve();
  }
}
