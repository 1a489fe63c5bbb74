import type { MediaEnvironment } from "./environment";
import type { Meter } from "./meter";
import { MicrophoneError, type MicrophoneProblem } from "./microphone";

/** Opens what the others hear, for instance `() => openMicrophone(null)`. @throws MicrophoneError */
export type MediaInput = () => Promise<MediaStream>;
export type MicrophoneState = "off" | "opening" | "open" | MicrophoneProblem;

type InputPorts = { track(track: MediaStreamTrack | null): void; state(state: MicrophoneState): void };

/** The source of what the others hear: one at a time, muted or not. */
export class Input {
  track: MediaStreamTrack | null = null;
  private stream: MediaStream | null = null;
  private meter: Meter | null = null;
  private muted = false;
  private asked = 0;

  constructor(
    private readonly environment: Pick<MediaEnvironment, "openMeter">,
    private readonly ports: InputPorts,
  ) {}

  /** The former source stays until the new one is there. */
  async open(input: MediaInput): Promise<void> {
    const mine = ++this.asked;
    this.ports.state("opening");
    try {
      const stream = await input();
      if (mine === this.asked) this.use(stream);
      else stopAll(stream);
    } catch (error) {
      if (mine !== this.asked) return;
      this.ports.state(error instanceof MicrophoneError ? error.problem : "failed");
    }
  }

  setMuted(muted: boolean): void {
    this.muted = muted;
    if (this.track) this.track.enabled = !muted;
  }

  level(): number {
    if (!this.stream) return 0;
    this.meter ??= this.environment.openMeter(this.stream);
    return this.meter.level();
  }

  close(): void {
    this.asked++;
    this.release();
  }

  private use(stream: MediaStream): void {
    this.release();
    const track = stream.getAudioTracks()[0] ?? null;
    this.stream = stream;
    this.track = track;
    if (track) {
      track.enabled = !this.muted;
      // The device was unplugged, or the permission taken back.
      track.onended = () => this.ports.state("no_device");
    }
    this.ports.track(track);
    this.ports.state(track ? "open" : "no_device");
  }

  private release(): void {
    this.meter?.close();
    this.meter = null;
    if (this.track) this.track.onended = null;
    this.track = null;
    if (this.stream) stopAll(this.stream);
    this.stream = null;
  }
}

function stopAll(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
