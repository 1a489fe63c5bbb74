import type { LegAudioOptions, MediaState } from "@/components/calls/media/leg-audio";
import type { MediaLeg } from "@/components/calls/media/media-leg";
import { MicrophoneError, type MicrophoneProblem } from "@/components/calls/media/microphone";
import type { CallTransport } from "@/components/calls/media/transport";
import type { StartedWebCall } from "@/server/contract/call-media";
import type { Answer, Failure } from "./api";
import type { CallMemory, SavedCall } from "./call-memory";
import { currentMs } from "./clock";

/**
 * `incoming`: the store calls; `confirming`: the visitor is asked whether to call; `requesting_microphone`: the browser asks for permission. The call exists from
 * `connecting` on.
 */
export type CallPhase =
  | "incoming"
  | "confirming"
  | "requesting_microphone"
  | "connecting"
  | "ringing"
  | "talking"
  | "on_hold"
  | "reconnecting"
  | "ended";
export type CallEnd = "hung_up" | "unanswered" | "nobody" | "lost" | "moved" | "refused" | "away";
export type WebCallState = {
  phase: CallPhase;
  end: CallEnd | null;
  /** The reason of a refusal, as the server words it. */
  reason: string | null;
  problem: MicrophoneProblem | null;
  muted: boolean;
  isBlocked: boolean;
  /** The audio could not connect so far; it is tried on. */
  hasNoAudio: boolean;
  /** What the visitor is to know of the recording of this call; null where it is not recorded. */
  notice: "recorded" | "transcribed" | null;
  /** When somebody answered, in milliseconds since the epoch; after the end, how long they talked. */
  since: number | null;
  lastedMs: number | null;
};

/** The customer's line to the server for one call. */
export type CallLine = {
  transport: CallTransport;
  /** @returns false when the call is over, or the server cannot be reached */
  answer(): Promise<boolean>;
  decline(): Promise<boolean>;
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
  ...{ muted: false, isBlocked: false, hasNoAudio: false, notice: null, since: null, lastedMs: null },
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
  /** The store's call that rings, or is being answered. */
  private incoming: StartedWebCall | null = null;

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
    const microphone = await this.open(mine, "confirming");
    if (!microphone) return;
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

  /** A call of the store rings, or no longer does. One that rings during another call is left alone. */
  ring(ring: StartedWebCall | null): void {
    const { phase } = this.state;
    if (ring && (phase === "confirming" || phase === "ended") && !this.line) {
      this.incoming = ring;
      this.set({ ...BEFORE, phase: "incoming" });
    } else if (!ring && phase === "incoming") {
      this.incoming = null;
      this.end("unanswered", null);
    }
  }

  /** Opens the microphone, then answers. Without one the call goes on ringing. */
  async accept(): Promise<void> {
    const ring = this.incoming;
    if (!ring) return;
    const mine = ++this.attempt;
    this.set({ ...BEFORE, phase: "requesting_microphone" });
    const microphone = await this.open(mine, "incoming");
    if (!microphone) return;
    const line = this.ports.dial(ring.token, () => {});
    const isAnswered = await line.answer();
    line.close();
    this.incoming = null;
    if (isAnswered && mine === this.attempt)
      return this.connect({ ...ring, deviceId: this.ports.newId(), since: null }, async () => microphone);
    stop(microphone);
    if (isAnswered) this.hangUpOn(this.ports.dial(ring.token, () => {}));
    else if (mine === this.attempt) this.end("unanswered", null);
  }

  decline(): void {
    const ring = this.incoming;
    this.incoming = null;
    this.end("hung_up", null);
    if (!ring) return;
    const line = this.ports.dial(ring.token, () => {});
    void line.decline().finally(() => line.close());
  }

  /** @returns null when there is none, or the visitor has given up meanwhile */
  private async open(mine: number, otherwise: CallPhase): Promise<MediaStream | null> {
    try {
      const microphone = await this.ports.openMicrophone();
      if (mine === this.attempt) return microphone;
      stop(microphone);
    } catch (error) {
      const problem = error instanceof MicrophoneError ? error.problem : "failed";
      if (mine === this.attempt) this.set({ ...BEFORE, phase: otherwise, problem });
    }
    return null;
  }

  /** Ends the call here at once, and on the server when the request arrives. */
  hangUp(): void {
    this.attempt++;
    const { line, state } = this;
    this.line = null;
    if (state.phase === "requesting_microphone" && this.incoming) this.decline();
    else if (state.phase === "requesting_microphone") this.set(BEFORE);
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
    const hasNoAudio = media.noAudio !== null;
    const notice = media.notice && (media.notice.transcribes ? "transcribed" : "recorded");
    const problem = microphone === "off" || microphone === "opening" || microphone === "open" ? null : microphone;
    this.set({ ...this.state, phase, muted, isBlocked, hasNoAudio, notice, problem, since: answeredAt });
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
