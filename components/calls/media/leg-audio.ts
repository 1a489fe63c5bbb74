import type {
  AttachLeg,
  CallSignal,
  CallSound,
  IceServer,
  MediaPlan,
  RecordingNotice,
} from "@/server/contract/call-media";
import { browserMedia, type MediaEnvironment } from "./environment";
import { Input, type MediaInput, type MicrophoneState } from "./input";
import type { PeerState } from "./peer";
import type { Speaker } from "./speaker";
import type { CallTransport } from "./transport";

/** Why there is no audio although the leg is there; `relay_refused`: a TURN server refuses the credentials that we were given. */
export type NoAudio = "no_route" | "relay_refused";

/** What a screen shows of a leg's audio. A new object after each change. */
export type MediaState = {
  phase: "attaching" | "attached" | "ended";
  /** Why it ended; `refused`: the server knows no such leg of this person. */
  ended: MediaPlan["ended"] | "refused";
  /** The audio to the other parties: that of the worst connection; null while there is nobody to hear. */
  connection: PeerState | null;
  /** Set while connecting takes longer than it may; it is tried on. */
  noAudio: NoAudio | null;
  /** The phone system that carries the call cannot be reached. Never so for calls between browsers. */
  isSystemDown: boolean;
  microphone: MicrophoneState;
  muted: boolean;
  sound: CallSound;
  /** Of a customer whose call is recorded. */
  notice: RecordingNotice | null;
  /** The browser plays nothing before the person touches the page: ask them to, and call `resume()`. */
  isBlocked: boolean;
};

export type LegAudioOptions = AttachLeg & {
  transport: CallTransport;
  /** What the others hear; null: nothing, this leg only listens. */
  input: MediaInput | null;
  environment?: MediaEnvironment;
};

const RETRY_MS = [500, 1000, 2000, 4000];
/** Longer than any connection takes that comes about, and than a browser looks for another way after its network failed. */
const CONNECT_MS = 12_000;
/** A third of what credentials of a TURN server last (`server/lib/ice-servers.ts`), so that a restart of ICE never meets expired ones. */
const REFRESH_MS = 20 * 60_000;
/** Answers that asking again does not change. */
const FINAL = ["not_found", "forbidden", "unauthenticated", "invalid"];

/**
 * The audio of one leg in this browser, whatever carries it. It attaches to the server, again after each interruption, and follows the
 * latest plan. After a reload, a new one with the same leg and device carries on.
 */
export abstract class LegAudio<Options extends LegAudioOptions = LegAudioOptions> {
  state: MediaState;
  protected readonly environment: MediaEnvironment;
  protected readonly speaker: Speaker;
  protected readonly input: Input;
  protected iceServers: IceServer[] = [];
  private readonly listeners = new Set<() => void>();
  private plan: MediaPlan | null = null;
  private unlisten: () => void = () => {};
  private retry: ReturnType<typeof setTimeout> | undefined;
  private refresh: ReturnType<typeof setTimeout> | undefined;
  private attempts = 0;
  private slow: ReturnType<typeof setTimeout> | undefined;
  private isRelayRefused = false;

  constructor(protected readonly options: Options) {
    this.environment = options.environment ?? browserMedia;
    this.speaker = this.environment.openSpeaker((isBlocked) => this.patch({ isBlocked }));
    this.input = new Input(this.environment, {
      track: (track) => this.trackChanged(track),
      state: (microphone) => this.patch({ microphone }),
    });
    this.state = {
      phase: "attaching",
      ended: null,
      connection: null,
      noAudio: null,
      isSystemDown: false,
      microphone: "off",
      muted: false,
      sound: "none",
      notice: null,
      isBlocked: false,
    };
  }

  /** Makes the audio what the plan says. */
  protected abstract follow(plan: MediaPlan): void;
  protected abstract trackChanged(track: MediaStreamTrack | null): void;
  protected abstract receive(signal: CallSignal): void;
  /** Connections that go on use the new ICE servers from their next restart. */
  protected abstract iceServersChanged(): void;

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

  /** Presses a key of the keypad. Only telephones can hear keys. */
  sendKey(_key: string): void {}

  /** Sends what was recorded until now. Phone systems record by themselves. */
  async flushRecording(): Promise<void> {}
  async suspendRecording(): Promise<void> {}
  resumeRecording(): void {}

  /** After a gesture of the person: plays what the browser had refused. */
  resume(): Promise<void> {
    return this.speaker.resume();
  }

  /** Stops the audio in this browser. The call goes on: ending a leg is a command. */
  close(): void {
    clearTimeout(this.retry);
    clearTimeout(this.refresh);
    clearTimeout(this.slow);
    this.unlisten();
    this.input.close();
    this.speaker.close();
  }

  protected patch(change: Partial<MediaState>): void {
    const isSame = Object.entries(change).every(([key, value]) => this.state[key as keyof MediaState] === value);
    if (isSame) return;
    this.state = { ...this.state, ...change };
    for (const changed of this.listeners) changed();
  }

  /** Says how the audio to the others is, and after a while that it cannot be had. */
  protected setConnection(connection: PeerState | null): void {
    this.patch({ connection });
    if (connection === "connecting" || connection === "recovering") {
      this.slow ??= setTimeout(
        () => this.patch({ noAudio: this.isRelayRefused ? "relay_refused" : "no_route" }),
        CONNECT_MS,
      );
      return;
    }
    clearTimeout(this.slow);
    this.slow = undefined;
    this.patch({ noAudio: null });
  }

  protected relayRefused = (): void => {
    this.isRelayRefused = true;
    if (this.state.noAudio) this.patch({ noAudio: "relay_refused" });
  };

  private async attach(): Promise<void> {
    clearTimeout(this.retry);
    clearTimeout(this.refresh);
    if (this.state.phase === "ended") return;
    const { callId, legId, deviceId, transport } = this.options;
    const answer = await transport.attach({ callId, legId, deviceId });
    if (answer?.ok) {
      this.attempts = 0;
      this.iceServers = answer.data.iceServers;
      this.iceServersChanged();
      this.patch({ phase: "attached" });
      this.apply(answer.data.plan);
      if (!this.hasEnded()) this.refresh = setTimeout(() => void this.attach(), REFRESH_MS);
    } else if (answer && FINAL.includes(answer.error)) this.end("refused");
    else {
      const wait = RETRY_MS[Math.min(this.attempts++, RETRY_MS.length - 1)];
      this.retry = setTimeout(() => void this.attach(), wait);
    }
  }

  private hasEnded = (): boolean => this.state.phase === "ended";

  private apply(plan: MediaPlan): void {
    const { callId, legId } = this.options;
    if (plan.callId !== callId || plan.legId !== legId || this.state.phase === "ended") return;
    if (this.plan && plan.version < this.plan.version) return;
    this.plan = plan;
    // Before the answer to the attach there are no ICE servers to connect by; its plan is not older than this one.
    if (plan.ended !== null) this.end(plan.ended);
    else if (this.state.phase === "attached") this.follow(plan);
  }

  private end(ended: MediaState["ended"]): void {
    this.close();
    this.setConnection(null);
    this.patch({ phase: "ended", ended, isSystemDown: false, sound: "none", notice: null, microphone: "off" });
  }
}
