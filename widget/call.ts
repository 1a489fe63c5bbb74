import type { LegAudioOptions, MediaState } from "@/components/calls/media/leg-audio";
import type { MediaLeg } from "@/components/calls/media/media-leg";
import { MicrophoneError, type MicrophoneProblem } from "@/components/calls/media/microphone";
import type { CallTransport } from "@/components/calls/media/transport";
import type { StartedWebCall } from "@/server/contract/call-media";
import type { Answer, Failure } from "./api";
import type { CallMemory, SavedCall } from "./call-memory";
import { currentMs } from "./clock";

/**
 * `confirming`: the visitor is asked whether to call; `requesting_microphone`: the browser asks for permission. The call exists from
 * `connecting` on.
 */
export type CallPhase =
  | "confirming"
  | "requesting_microphone"
  | "connecting"
  | "ringing"
  | "talking"
  | "on_hold"
  | "reconnecting"
  | "ended";
export type CallEnd = "hung_up" | "nobody" | "lost" | "moved" | "refused" | "away";
export type WebCallState = {
  phase: CallPhase;
  end: CallEnd | null;
  /** The reason of a refusal, as the server words it. */
  reason: string | null;
  problem: MicrophoneProblem | null;
  muted: boolean;
  isBlocked: boolean;
  /** When somebody answered, in milliseconds since the epoch; after the end, how long they talked. */
  since: number | null;
  lastedMs: number | null;
};

/** The customer's line to the server for one call. */
export type CallLine = {
  transport: CallTransport;
  hangUp(): Promise<boolean>;
  close(): void;
};
export type CallPorts = {
  newId(): string;
  memory: CallMemory;
  start(callId: string): Promise<Answer<StartedWebCall>>;
  dial(token: string, refused: () => void): CallLine;
  openMicrophone(): Promise<MediaStream>;
  openLeg(options: LegAudioOptions): Pick<MediaLeg, "state" | "subscribe" | "start" | "close" | "setMuted" | "resume">;
};

const BEFORE: WebCallState = {
  ...{ phase: "confirming", end: null, reason: null, problem: null },
  ...{ muted: false, isBlocked: false, since: null, lastedMs: null },
};
const ENDS: Partial<Record<string, CallEnd>> = { no_answer: "nobody", lost: "lost", moved: "moved", refused: "lost" };

/** A visitor's call to the store, from the confirmation to its end. A reloaded page resumes it. */
export class WebCall {
  state: WebCallState = BEFORE;
  private readonly listeners = new Set<() => void>();
  private line: CallLine | null = null;
  private leg: ReturnType<CallPorts["openLeg"]> | null = null;
  private callId: string | null = null;
  private attempt = 0;

  constructor(private readonly ports: CallPorts) {
    const saved = ports.memory.get();
    if (saved) this.connect(saved, () => ports.openMicrophone());
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  /** Opens the microphone, then calls. Starting the same call again after a lost answer starts it once. */
  async begin(): Promise<void> {
    const mine = ++this.attempt;
    this.set({ ...BEFORE, phase: "requesting_microphone" });
    let microphone: MediaStream;
    try {
      microphone = await this.ports.openMicrophone();
    } catch (error) {
      const problem = error instanceof MicrophoneError ? error.problem : "failed";
      if (mine === this.attempt) this.set({ ...BEFORE, problem });
      return;
    }
    if (mine !== this.attempt) {
      stop(microphone);
      return;
    }
    this.set({ ...BEFORE, phase: "connecting" });
    this.callId ??= this.ports.newId();
    const answer = await this.ports.start(this.callId);
    const isOver = mine !== this.attempt;
    if ("ok" in answer && !isOver)
      return this.connect({ ...answer.ok, deviceId: this.ports.newId(), since: null }, async () => microphone);
    stop(microphone);
    if ("ok" in answer) return this.hangUpOn(this.ports.dial(answer.ok.token, () => {}));
    if (!isOver) this.refused(answer);
  }

  /** Ends the call here at once, and on the server when the request arrives. */
  hangUp(): void {
    this.attempt++;
    const { line, state } = this;
    this.line = null;
    if (state.phase === "requesting_microphone") this.set(BEFORE);
    else this.finish("hung_up");
    if (line) this.hangUpOn(line);
  }

  setMuted(muted: boolean): void {
    this.leg?.setMuted(muted);
  }

  resume(): void {
    void this.leg?.resume();
  }

  private hangUpOn(line: CallLine): void {
    void line.hangUp().finally(() => line.close());
  }

  /** After a lost response the call may exist, so its id is used again: starting it twice is one call. */
  private refused({ failed, reason }: Failure): void {
    const isAway = failed === "away";
    if (!isAway) this.callId = null;
    this.end(isAway ? "away" : "refused", isAway ? null : reason);
  }

  private connect(saved: SavedCall, input: () => Promise<MediaStream>): void {
    const { callId, legId, token, deviceId, since } = saved;
    this.ports.memory.set(saved);
    this.callId = callId;
    this.set({ ...BEFORE, phase: "connecting", since });
    this.line = this.ports.dial(token, () => this.finish("lost"));
    const leg = this.ports.openLeg({ callId, legId, deviceId, transport: this.line.transport, input });
    this.leg = leg;
    leg.subscribe(() => leg === this.leg && this.mediaChanged(leg.state, saved));
    leg.start();
  }

  private mediaChanged(media: MediaState, saved: SavedCall): void {
    if (media.phase === "ended") {
      this.finish(ENDS[media.ended ?? ""] ?? "hung_up");
      return;
    }
    const phase = phaseOf(media);
    const { since } = this.state;
    const answeredAt = since ?? (phase === "talking" ? currentMs() : null);
    if (answeredAt !== since) this.ports.memory.set({ ...saved, since: answeredAt });
    const { muted, isBlocked, microphone } = media;
    const problem = microphone === "off" || microphone === "opening" || microphone === "open" ? null : microphone;
    this.set({ ...this.state, phase, muted, isBlocked, problem, since: answeredAt });
  }

  private finish(end: CallEnd): void {
    this.leg?.close();
    this.leg = null;
    this.line?.close();
    this.line = null;
    this.callId = null;
    this.ports.memory.set(null);
    this.end(end, null);
  }

  private end(end: CallEnd, reason: string | null): void {
    const { since } = this.state;
    const lastedMs = since === null ? null : currentMs() - since;
    this.set({ ...BEFORE, phase: "ended", end, reason, lastedMs });
  }

  private set(state: WebCallState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

function phaseOf({ phase, sound, connection }: MediaState): CallPhase {
  if (phase === "attaching") return "connecting";
  if (sound === "ringback") return "ringing";
  if (sound === "hold") return "on_hold";
  if (connection === "recovering") return "reconnecting";
  return connection === "connected" ? "talking" : "connecting";
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
