import type { CallSound } from "@/server/contract/call-media";
import type { Id } from "@/server/contract/ids";
import { playLoop } from "./sounds";

/** What a leg hears: the other parties, and a sound of the call. */
export interface Speaker {
  /** Replaces what is heard of another leg; null: nothing. */
  play(legId: Id, track: MediaStreamTrack | null): void;
  sound(sound: CallSound): void;
  /** Plays files one after the other, once. @returns how many were played to their end */
  say(urls: readonly string[]): Promise<number>;
  /** @param volume 0 to 1 */
  setVolume(volume: number): void;
  /** @param deviceId as `listDevices` names it; null: the browser's choice. @returns whether this browser lets pages choose */
  setOutput(deviceId: string | null): Promise<boolean>;
  /** Tries again what the browser refused before the person had touched the page. */
  resume(): Promise<void>;
  close(): void;
}

/** How long a browser takes at most to begin to play when it wants to. */
const STARTING_MS = 500;

type Sinkable = { setSinkId?(deviceId: string): Promise<void> };

/** Plays by the browser. @param blocked called when the browser refuses to play before the person has touched the page, and when it does */
export function browserSpeaker(blocked: (isBlocked: boolean) => void): Speaker {
  return new BrowserSpeaker(blocked);
}

class BrowserSpeaker implements Speaker {
  private readonly parties = new Map<Id, HTMLAudioElement>();
  private context: AudioContext | null = null;
  private master: GainNode | null = null;
  private saying: HTMLAudioElement | null = null;
  private stopSaying: () => void = () => {};
  private current: CallSound = "none";
  private stopSound: () => void = () => {};
  private volume = 1;
  private sink = "";

  constructor(private readonly blocked: (isBlocked: boolean) => void) {}

  play(legId: Id, track: MediaStreamTrack | null): void {
    const known = this.parties.get(legId);
    if (!track) {
      if (known) known.srcObject = null;
      this.parties.delete(legId);
      return;
    }
    if ((known?.srcObject as MediaStream | undefined)?.getTracks()[0] === track) return;
    const element = known ?? new Audio();
    this.parties.set(legId, element);
    element.autoplay = true;
    element.volume = this.volume;
    element.srcObject = new MediaStream([track]);
    if (this.sink !== "") void this.setSink(element);
    this.start(element);
  }

  sound(sound: CallSound): void {
    if (sound === this.current) return;
    this.current = sound;
    this.stopSound();
    this.stopSound = () => {};
    if (sound === "none") return;
    const { context, master } = this.open();
    this.stopSound = playLoop(context, master, sound);
    if (context.state !== "running") void this.resume();
  }

  async say(urls: readonly string[]): Promise<number> {
    let heard = 0;
    for (const url of urls) {
      if (!(await this.sayOne(url))) break;
      heard++;
    }
    return heard;
  }

  private sayOne(url: string): Promise<boolean> {
    const element = new Audio(url);
    element.volume = this.volume;
    this.saying = element;
    if (this.sink !== "") void this.setSink(element);
    return new Promise<boolean>((resolve) => {
      element.onended = () => resolve(true);
      element.onerror = element.onabort = () => resolve(false);
      this.stopSaying = () => {
        element.pause();
        resolve(false);
      };
      // One that the browser refuses waits for a gesture, and then for the server, which lets the call go on without it.
      this.start(element);
    }).finally(() => {
      this.saying = null;
    });
  }

  setVolume(volume: number): void {
    this.volume = Math.min(1, Math.max(0, volume));
    for (const element of this.parties.values()) element.volume = this.volume;
    if (this.saying) this.saying.volume = this.volume;
    if (this.master) this.master.gain.value = this.volume;
  }

  async setOutput(deviceId: string | null): Promise<boolean> {
    this.sink = deviceId ?? "";
    const sinks: Sinkable[] = [...this.parties.values(), ...(this.context ? [this.context as Sinkable] : [])];
    if (!("setSinkId" in HTMLMediaElement.prototype)) return false;
    const done = await Promise.all(sinks.map((sink) => this.setSink(sink)));
    return done.every(Boolean);
  }

  async resume(): Promise<void> {
    for (const element of this.parties.values()) if (element.paused) this.start(element);
    if (this.saying?.paused) this.start(this.saying);
    const { context } = this;
    if (!context || context.state === "running") return;
    // A browser that waits for a gesture leaves the promise open instead of refusing it.
    const refused = setTimeout(() => this.blocked(true), STARTING_MS);
    await context.resume().catch(() => {});
    clearTimeout(refused);
    this.blocked(false);
  }

  close(): void {
    this.sound("none");
    this.stopSaying();
    for (const legId of [...this.parties.keys()]) this.play(legId, null);
    void this.context?.close().catch(() => {});
    this.context = null;
  }

  private start(element: HTMLAudioElement): void {
    element.play().then(
      () => this.blocked(false),
      (error: DOMException) => error.name === "NotAllowedError" && this.blocked(true),
    );
  }

  private open(): { context: AudioContext; master: GainNode } {
    if (this.context && this.master) return { context: this.context, master: this.master };
    const context = new AudioContext();
    const master = context.createGain();
    master.gain.value = this.volume;
    master.connect(context.destination);
    this.context = context;
    this.master = master;
    if (this.sink !== "") void this.setSink(context as Sinkable);
    return { context, master };
  }

  private setSink(sink: Sinkable): Promise<boolean> {
    return (sink.setSinkId?.(this.sink) ?? Promise.reject()).then(
      () => true,
      () => false,
    );
  }
}
