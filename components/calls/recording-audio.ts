/** `blocked`: the browser plays no sound before somebody has pressed something on the page. */
export type PlayState = "idle" | "loading" | "playing" | "paused" | "blocked" | "failed";
export type RecordingState = { play: PlayState; positionMs: number };

type Ports = {
  /** Begins a playback, which is recorded. @returns where the audio is */
  begin: () => Promise<string>;
  changed: (state: RecordingState) => void;
  failed: (error: unknown) => void;
};

/** The one that is playing on this page: two voices at once are none. */
let playing: RecordingAudio | null = null;

/** One recording that is played. Each playback from its beginning, or after a failure, is asked for anew. */
export class RecordingAudio {
  private state: RecordingState = { play: "idle", positionMs: 0 };
  private audio: HTMLAudioElement | null = null;
  /** Asked for once, however often somebody presses before the answer. */
  private opening: Promise<HTMLAudioElement> | null = null;
  private speed = 1;
  private isGone = false;

  constructor(private readonly ports: Ports) {}

  play = async (): Promise<void> => {
    if (this.state.play === "loading" || this.state.play === "playing") return;
    playing?.pause();
    playing = this;
    this.set({ play: "loading" });
    try {
      this.opening ??= this.ports.begin().then((url) => this.open(url));
      const audio = await this.opening;
      if (this.isWanted()) await audio.play();
    } catch (error) {
      if (this.isGone || !this.isWanted()) return;
      if (error instanceof DOMException && error.name === "NotAllowedError") return this.set({ play: "blocked" });
      this.fail(error);
    }
  };

  pause = (): void => {
    this.audio?.pause();
    if (this.state.play === "loading" || this.state.play === "playing") this.set({ play: "paused" });
  };

  seek = (positionMs: number): void => {
    if (this.audio) this.audio.currentTime = positionMs / 1000;
    this.set({ positionMs });
  };

  setSpeed = (speed: number): void => {
    this.speed = speed;
    if (this.audio) this.audio.playbackRate = speed;
  };

  /** Falls silent for good. */
  close = (): void => {
    this.isGone = true;
    if (playing === this) playing = null;
    this.release();
  };

  /** Nobody has paused it, and nothing else plays. */
  private isWanted = (): boolean => !this.isGone && this.state.play === "loading";

  private open(url: string): HTMLAudioElement {
    const audio = new Audio(url);
    audio.currentTime = this.state.positionMs / 1000;
    audio.defaultPlaybackRate = this.speed;
    audio.playbackRate = this.speed;
    const on = (event: keyof HTMLMediaElementEventMap, handle: () => void) =>
      audio.addEventListener(event, () => this.audio === audio && handle());
    on("playing", () => this.set({ play: "playing" }));
    on("pause", () => !audio.ended && this.set({ play: "paused" }));
    on("timeupdate", () => this.set({ positionMs: audio.currentTime * 1000 }));
    on("ended", () => this.finish());
    on("error", () => this.fail(audio.error));
    this.audio = audio;
    return audio;
  }

  private finish(): void {
    this.release();
    this.set({ play: "idle", positionMs: 0 });
  }

  private fail(error: unknown): void {
    this.release();
    this.set({ play: "failed" });
    this.ports.failed(error);
  }

  private release(): void {
    const { audio } = this;
    this.audio = null;
    this.opening = null;
    audio?.pause();
    audio?.removeAttribute("src");
  }

  private set(change: Partial<RecordingState>): void {
    this.state = { ...this.state, ...change };
    if (!this.isGone) this.ports.changed(this.state);
  }
}
