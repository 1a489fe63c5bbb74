import type { Page } from "@playwright/test";
import { disableFeatures } from "../scripts/chromium-features.mjs";

/*
 * Who hears whom, measured by frequency: each party of a test speaks one tone, and a spectrum of what a page plays says whose
 * tones are in it. The page is watched from outside, by what it gives to the browser to play.
 */

/** Far from each other, and from the notes of the generated sounds and their overtones. */
export const VOICES = { customer: 1230, ana: 1510, ben: 1830, cora: 2210, sue: 2570 } as const;
export type Voice = keyof typeof VOICES;

/**
 * Chromium without the question for the microphone, and with addresses that its own pages can reach. A page that a test makes up has
 * none, so it would not be let to this machine.
 */
export const AUDIO_ARGS = [
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  "--autoplay-policy=no-user-gesture-required",
  disableFeatures("WebRtcHideLocalIpsWithMdns", "LocalNetworkAccessChecks"),
];

type Ear = { levels(hz: number[]): number[] };
type WithEar = typeof globalThis & { ear: Ear };

/** Call before the page loads: makes its microphone speak the tone of `voice`, and listens to what it plays. */
export async function equip(page: Pick<Page, "addInitScript">, voice: Voice): Promise<void> {
  await page.addInitScript(speakTone, VOICES[voice]);
  await page.addInitScript(installEar);
}

/** Runs in the page. */
function speakTone(hz: number): void {
  if (!navigator.mediaDevices) return;
  navigator.mediaDevices.getUserMedia = async () => {
    const context = new AudioContext();
    const tone = context.createOscillator();
    const volume = context.createGain();
    const out = context.createMediaStreamDestination();
    tone.frequency.value = hz;
    volume.gain.value = 0.3;
    tone.connect(volume).connect(out);
    tone.start();
    await context.resume();
    return out.stream;
  };
}

/** Runs in the page: taps what media elements play, and what audio contexts send to the speakers. */
function installEar(): void {
  const elements = new Set<HTMLMediaElement>();
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    elements.add(this);
    return play.call(this);
  };
  const FFT = 8192;
  const taps = new Map<BaseAudioContext, AnalyserNode>();
  const connect = AudioNode.prototype.connect as (this: AudioNode, ...args: unknown[]) => AudioNode;
  const analyserOf = (context: BaseAudioContext): AnalyserNode => {
    const analyser = context.createAnalyser();
    analyser.fftSize = FFT;
    analyser.smoothingTimeConstant = 0;
    return analyser;
  };
  AudioNode.prototype.connect = function (this: AudioNode, ...args: unknown[]) {
    if (args[0] instanceof AudioDestinationNode) {
      const tap = taps.get(this.context) ?? analyserOf(this.context);
      taps.set(this.context, tap);
      connect.call(this, tap);
    }
    return connect.apply(this, args);
  } as typeof AudioNode.prototype.connect;
  let listening: AudioContext | null = null;
  const streams = new Map<MediaStream, AnalyserNode>();
  const heardStreams = () => {
    const playing = [...elements].filter((element) => !element.paused && !element.muted && element.volume > 0);
    return playing.flatMap(({ srcObject }) => {
      if (!(srcObject instanceof MediaStream) || srcObject.getAudioTracks().length === 0) return [];
      listening ??= new AudioContext();
      const analyser = streams.get(srcObject) ?? analyserOf(listening);
      if (!streams.has(srcObject)) listening.createMediaStreamSource(srcObject).connect(analyser);
      streams.set(srcObject, analyser);
      return [analyser];
    });
  };
  const levelAt = (analyser: AnalyserNode, hz: number): number => {
    const bins = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(bins);
    const at = Math.round((hz * FFT) / analyser.context.sampleRate);
    return Math.max(...bins.slice(at - 1, at + 2));
  };
  (globalThis as WithEar).ear = {
    levels(hz) {
      const running = [...taps].flatMap(([context, tap]) => (context.state === "running" ? [tap] : []));
      const analysers = [...heardStreams(), ...running];
      return hz.map((one) => Math.max(-200, ...analysers.map((analyser) => levelAt(analyser, one))));
    },
  };
}

/** What is louder than this is heard, in decibels. */
export const LOUD_DB = -45;
/** The music on hold of a telephone system in tests: the loudest note of our own. */
export const HOLD_TONE_HZ = 392;
/** A note of the hold music that no voice and no ringback tone is near to. */
const HOLD_HZ = [261.63, 329.63, 392, 493.88, 349.23, 523.25, 659.26];
const RINGBACK_HZ = [440, 480];

export type Heard = Voice | "hold" | "ringback";

/** What a page plays at this moment, in the order of `VOICES`, then sounds; for `expect.poll`. */
export async function heard(page: Pick<Page, "evaluate">): Promise<Heard[]> {
  const asked = [...Object.values(VOICES), ...HOLD_HZ, ...RINGBACK_HZ];
  const levels = await page.evaluate((hz) => (globalThis as WithEar).ear.levels(hz), asked);
  const at = (hz: number) => (levels[asked.indexOf(hz)] ?? -200) > LOUD_DB;
  const voices = (Object.keys(VOICES) as Voice[]).filter((voice) => at(VOICES[voice]));
  const ringback = RINGBACK_HZ.every(at);
  const hold = !ringback && HOLD_HZ.some(at);
  return [...voices, ...(hold ? (["hold"] as const) : []), ...(ringback ? (["ringback"] as const) : [])];
}
