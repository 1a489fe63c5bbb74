import type { Id } from "@/server/contract/ids";
import { type CallLanguage, callLanguage } from "@/server/domain/calls/settings";
import { type Ari, unlessStatus } from "./ari";
import { announce, record } from "./make-recording";
import { announcedBy, legChannel, legOf } from "./names";
import { Prompts } from "./prompts";
import type { Recordings } from "./recordings";
import type { Announcement, Asked, PromptProgress, Sound, Step } from "./steps";
import { takeMessage } from "./take-message";

const ANSWER_SECONDS = "10";
/**
 * A bridge that mixes also when two are in it. One that passes frames on passes their numbers on, too, and after a change of the other
 * party Asterisk keeps frames with lower numbers than before from whoever listens to a channel: a recording, a supervisor (ADR 0071).
 */
const MIXED = "mixing,dtmf_events,video_sfu";
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
  readonly announcements = new Map<Id, Announcement>();
  /** The playbacks of greetings, by channel. */
  private readonly greetings = new Map<string, string>();
  private readonly playing: Prompts;
  private lastKeyAt = 0;

  constructor(
    private readonly ari: Ari,
    private readonly recordings: Recordings,
  ) {
    this.playing = new Prompts(ari);
  }

  get prompts(): ReadonlyMap<Id, PromptProgress> {
    return this.playing.progress;
  }

  /** Whoever knows the greeting need not hear it out. What they must hear is another playback. */
  keyPressed(channelId: string, key: string): void {
    this.lastKeyAt = performance.now();
    this.playing.keyPressed(channelId, key);
    const greeting = this.greetings.get(channelId);
    this.greetings.delete(channelId);
    if (greeting) void this.ari.delete(`playbacks/${greeting}`).catch(() => {});
  }

  /** A playback is over. */
  playbackEnded(playbackId: string, state: "done" | "failed", now: Date): void {
    this.playing.playbackEnded(playbackId, state, now);
    const announced = announcedBy(playbackId);
    if (!announced) return;
    const { recordingId, isTranscribed } = announced;
    this.announcements.set(recordingId, state === "done" && isTranscribed ? "transcribed" : state);
  }

  /** The end of a playback may have been missed. */
  forgetPlaybacks(): void {
    this.announcements.clear();
    this.playing.forgetPlaying();
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

  /** Forgets channels that are gone, and legs and recordings that are over. */
  forgetAllBut(
    channels: ReadonlyMap<string, unknown>,
    legIds: ReadonlySet<Id>,
    recordingIds: ReadonlySet<Id | undefined>,
  ): void {
    for (const known of [this.sounds, this.muted, this.greetings])
      for (const channel of known.keys()) if (!channels.has(channel)) known.delete(channel);
    for (const known of [this.attempts, this.causes])
      for (const legId of known.keys()) if (!legIds.has(legId)) known.delete(legId);
    this.playing.forgetAllBut(channels);
    for (const id of this.announcements.keys()) if (!recordingIds.has(id)) this.announcements.delete(id);
  }

  /**
   * @param language in which the customer is spoken to
   * @throws AriError for anything but a channel or a bridge that is gone, or is there already
   */
  async run(step: Step, language: CallLanguage = callLanguage.default): Promise<void> {
    await this.carryOut(step, language).catch(unlessStatus(404, 409, 412, 422));
  }

  private async carryOut(step: Step, language: CallLanguage): Promise<void> {
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
      case "takeMessage":
        this.sounds.delete(step.channel);
        return void this.greetings.set(step.channel, await takeMessage(ari, this.recordings, step, language));
      case "prompt":
        this.sounds.delete(step.channel);
        return this.playing.play(step.channel, step.prompt, language);
      case "stopPrompt":
        return this.playing.stop(step.promptId);
      case "announce":
        this.sounds.delete(step.channel);
        return void this.announcements.set(step.recordingId, await announce(ari, step, language));
      case "record":
        return record(ari, this.recordings, step);
      case "pauseRecording":
      case "resumeRecording":
        return this.recordings.setPaused(step.recordingId, step.do === "pauseRecording");
      case "mute":
        await (step.muted ? ari.post : ari.delete)(`channels/${step.channel}/mute`, { direction: "in" });
        return void this.muted.set(step.channel, step.muted);
      case "createBridge":
        return void (await ari.post(`bridges/${step.bridge}`, { type: MIXED }));
      case "removeBridge":
        return ari.delete(`bridges/${step.bridge}`);
      case "join":
        await ari.delete(`channels/${step.channel}/moh`).catch(unlessStatus(409, 412));
        this.sounds.delete(step.channel);
        return this.atBridge(step.bridge, "addChannel", step.channel);
      case "snoop":
        return this.snoop(step);
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

  private async snoop({ channel, as, mayWhisper }: Extract<Step, { do: "snoop" }>): Promise<void> {
    const { app } = this.ari.account;
    const query = { spy: "both", whisper: mayWhisper ? "out" : "none", app, appArgs: "leg" };
    await this.ari.post(`channels/${channel}/snoop/${as}`, query);
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
