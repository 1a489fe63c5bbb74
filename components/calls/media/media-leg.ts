import type { AttachLeg, CallSignal, CallSound, IceServer, MediaPlan } from "@/server/contract/call-media";
import type { Id } from "@/server/contract/ids";
import { browserMedia, type MediaEnvironment } from "./environment";
import { Input, type MediaInput, type MicrophoneState } from "./input";
import { Peer, type PeerState } from "./peer";
import type { Speaker } from "./speaker";
import type { CallTransport } from "./transport";

/** What a screen shows of a leg's audio. A new object after each change. */
export type MediaState = {
  phase: "attaching" | "attached" | "ended";
  /** Why it ended; `refused`: the server knows no such leg of this person. */
  ended: MediaPlan["ended"] | "refused";
  /** The audio to the other parties: that of the worst connection; null while there is nobody to hear. */
  connection: PeerState | null;
  microphone: MicrophoneState;
  muted: boolean;
  sound: CallSound;
  /** The browser plays nothing before the person touches the page: ask them to, and call `resume()`. */
  isBlocked: boolean;
};

export type MediaLegOptions = AttachLeg & {
  transport: CallTransport;
  /** What the others hear; null: nothing, this leg only listens. */
  input: MediaInput | null;
  environment?: MediaEnvironment;
};

const ALIVE_MS = 3000;
const RETRY_MS = [500, 1000, 2000, 4000];
/** Answers that asking again does not change. */
const FINAL = ["not_found", "forbidden", "unauthenticated", "invalid"];

/**
 * The audio of one leg in this browser. It attaches to the server, again after each interruption, and keeps exactly the
 * connections of the latest plan. After a reload, a new one with the same leg and device carries on.
 */
export class MediaLeg {
  state: MediaState;
  private readonly listeners = new Set<() => void>();
  private readonly peers = new Map<Id, Peer>();
  private readonly environment: MediaEnvironment;
  private readonly speaker: Speaker;
  private readonly input: Input;
  private plan: MediaPlan | null = null;
  private iceServers: IceServer[] = [];
  private unlisten: () => void = () => {};
  private alive: ReturnType<typeof setInterval> | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private attempts = 0;

  constructor(private readonly options: MediaLegOptions) {
    this.environment = options.environment ?? browserMedia;
    this.speaker = this.environment.openSpeaker((isBlocked) => this.patch({ isBlocked }));
    this.input = new Input(this.environment, {
      track: (track) => {
        for (const peer of this.peers.values()) peer.setTrack(track);
      },
      state: (microphone) => this.patch({ microphone }),
    });
    this.state = {
      phase: "attaching",
      ended: null,
      connection: null,
      microphone: "off",
      muted: false,
      sound: "none",
      isBlocked: false,
    };
  }

  subscribe = (changed: () => void): (() => void) => {
    this.listeners.add(changed);
    return () => void this.listeners.delete(changed);
  };

  start(): void {
    this.unlisten = this.options.transport.listen({
      connected: () => void this.attach(),
      plan: (plan) => this.apply(plan),
      signal: (signal) => this.receive(signal),
    });
    this.alive = setInterval(() => this.sendAlive(), ALIVE_MS);
    if (this.options.input) void this.setInput(this.options.input);
  }

  /** Chooses what the others hear: another microphone, or a generated voice. What fails is said by `state.microphone`. */
  setInput(input: MediaInput): Promise<void> {
    return this.input.open(input);
  }

  setMuted(muted: boolean): void {
    this.input.setMuted(muted);
    this.patch({ muted });
  }

  /** @returns whether this browser lets pages choose where sound comes out */
  setOutput(deviceId: string | null): Promise<boolean> {
    return this.speaker.setOutput(deviceId);
  }

  /** @param volume 0 to 1 */
  setVolume(volume: number): void {
    this.speaker.setVolume(volume);
  }

  /** How loud the own microphone is now, from 0 to 1; for a meter that asks again and again. */
  level(): number {
    return this.input.level();
  }

  /** After a gesture of the person: plays what the browser had refused. */
  resume(): Promise<void> {
    return this.speaker.resume();
  }

  /** Stops the audio in this browser. The call goes on: ending a leg is a command. */
  close(): void {
    clearInterval(this.alive);
    clearTimeout(this.retry);
    this.unlisten();
    for (const legId of [...this.peers.keys()]) this.closePeer(legId);
    this.input.close();
    this.speaker.close();
  }

  private async attach(): Promise<void> {
    clearTimeout(this.retry);
    if (this.state.phase === "ended") return;
    const { callId, legId, deviceId, transport } = this.options;
    const answer = await transport.attach({ callId, legId, deviceId });
    if (answer?.ok) {
      this.attempts = 0;
      this.iceServers = answer.data.iceServers;
      this.patch({ phase: "attached" });
      this.apply(answer.data.plan);
    } else if (answer && FINAL.includes(answer.error)) this.end("refused");
    else {
      const wait = RETRY_MS[Math.min(this.attempts++, RETRY_MS.length - 1)];
      this.retry = setTimeout(() => void this.attach(), wait);
    }
  }

  private apply(plan: MediaPlan): void {
    const { callId, legId } = this.options;
    if (plan.callId !== callId || plan.legId !== legId || this.state.phase === "ended") return;
    if (this.plan && plan.version < this.plan.version) return;
    this.plan = plan;
    // Before the answer to the attach there are no ICE servers to connect by; its plan is not older than this one.
    if (plan.ended !== null) this.end(plan.ended);
    else if (this.state.phase === "attached") this.follow(plan);
  }

  private follow(plan: MediaPlan): void {
    for (const [id, peer] of this.peers)
      if (!plan.links.some((link) => link.legId === id && link.offers === peer.offers)) this.closePeer(id);
    for (const link of plan.links) {
      const peer = this.peers.get(link.legId);
      if (peer) peer.update(link);
      else this.peers.set(link.legId, this.openPeer(link));
    }
    this.speaker.sound(plan.sound);
    this.patch({ sound: plan.sound });
    this.connectionChanged();
  }

  private openPeer(link: MediaPlan["links"][number]): Peer {
    const { callId, legId: from, transport } = this.options;
    return new Peer(link, this.input.track, {
      newId: this.environment.newId,
      open: () => this.environment.openConnection({ iceServers: this.iceServers }),
      send: (signal) => transport.signal({ callId, from, to: link.legId, ...signal }),
      play: (track) => this.speaker.play(link.legId, track),
      changed: () => this.connectionChanged(),
    });
  }

  private closePeer(legId: Id): void {
    this.peers.get(legId)?.close();
    this.peers.delete(legId);
  }

  private receive(signal: CallSignal): void {
    if (signal.callId !== this.options.callId || signal.to !== this.options.legId) return;
    this.peers.get(signal.from)?.receive(signal);
  }

  private sendAlive(): void {
    const { callId, legId, transport } = this.options;
    if (this.state.phase === "attached") transport.alive({ callId, legId });
  }

  private end(ended: MediaState["ended"]): void {
    this.close();
    this.patch({ phase: "ended", ended, connection: null, sound: "none", microphone: "off" });
  }

  private connectionChanged(): void {
    const states = [...this.peers.values()].map((peer) => peer.state);
    const worst = (["recovering", "connecting", "connected"] as const).find((state) => states.includes(state));
    this.patch({ connection: worst ?? null });
  }

  private patch(change: Partial<MediaState>): void {
    const isSame = Object.entries(change).every(([key, value]) => this.state[key as keyof MediaState] === value);
    if (isSame) return;
    this.state = { ...this.state, ...change };
    for (const changed of this.listeners) changed();
  }
}
