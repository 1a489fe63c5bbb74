import { encode, RATE } from "@/server/contract/mu-law";

/* The part of the recorder that runs in an audio worklet; `scripts/copy-audio.mjs` bundles it into public/audio/recorder.js. */

/** Stretches of 40 ms are sent to the page. */
const FRAMES = RATE / 25;

declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

/** Turns two channels of whatever rate into G.711, their samples in turn. Lower frequencies only arrive here. */
class Recorder extends AudioWorkletProcessor {
  private readonly step = sampleRate / RATE;
  /** Where the next sample lies, in samples of the input after `last`. */
  private next = 0;
  private last: [number, number] = [0, 0];
  private stretch = new Uint8Array(2 * FRAMES);
  private filled = 0;

  process([input]: Float32Array[][]): boolean {
    const [left, right] = [input?.[0], input?.[1]];
    const count = left?.length ?? 128;
    for (; this.next < count; this.next += this.step) {
      this.add(this.between(left, 0));
      this.add(this.between(right, 1));
    }
    this.next -= count;
    this.last = [left?.[count - 1] ?? 0, right?.[count - 1] ?? 0];
    return true;
  }

  private between(samples: Float32Array | undefined, side: 0 | 1): number {
    const at = Math.floor(this.next);
    const before = at === 0 ? this.last[side] : (samples?.[at - 1] ?? 0);
    const after = samples?.[at] ?? 0;
    return before + (after - before) * (this.next - at);
  }

  private add(sample: number): void {
    this.stretch[this.filled++] = encode(Math.round(sample * 32_767));
    if (this.filled < this.stretch.length) return;
    this.port.postMessage(this.stretch, [this.stretch.buffer]);
    this.stretch = new Uint8Array(2 * FRAMES);
    this.filled = 0;
  }
}

registerProcessor("recorder", Recorder);
