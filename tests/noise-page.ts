import { suppressNoise } from "@/components/calls/media/noise-suppression";
import { syntheticVoice } from "@/components/calls/media/synthetic-voice";

/* A page for `noise-suppression.browser.test.ts`: what a microphone hears is made up, and the loudness of what is left is measured. */

const SECONDS = 2;

function whiteNoise(): MediaStream {
  const context = new AudioContext();
  const buffer = context.createBuffer(1, context.sampleRate * SECONDS, context.sampleRate);
  const samples = buffer.getChannelData(0);
  for (let i = 0; i < samples.length; i++) samples[i] = (Math.random() - 0.5) * 0.4;
  const source = new AudioBufferSourceNode(context, { buffer, loop: true });
  const out = context.createMediaStreamDestination();
  source.connect(out);
  source.start();
  return out.stream;
}

/** @returns how loud the loudest moment of three seconds is, in dB, once the stream has settled: a voice pauses */
async function loudness(stream: MediaStream): Promise<number> {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 4096 });
  context.createMediaStreamSource(stream).connect(analyser);
  await wait(2000);
  const samples = new Float32Array(4096);
  let loudest = 0;
  for (let i = 0; i < 60; i++) {
    await wait(50);
    analyser.getFloatTimeDomainData(samples);
    loudest = Math.max(loudest, samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
  }
  await context.close();
  return 10 * Math.log10(loudest + 1e-12);
}
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const page = {
  /** How loud noise and a voice are before and after. */
  async measure() {
    const [noise, voice] = [whiteNoise(), await syntheticVoice("low")];
    return {
      noise: { before: await loudness(noise), after: await loudness(await suppressNoise(noise)) },
      voice: { before: await loudness(voice), after: await loudness(await suppressNoise(voice)) },
    };
  },
  /** Whether the microphone is stopped once its clean track is. */
  async stops(): Promise<string[]> {
    const microphone = whiteNoise();
    const clean = await suppressNoise(microphone);
    const [track, heard] = [clean.getAudioTracks()[0], microphone.getAudioTracks()[0]];
    const before = heard?.readyState ?? "";
    track?.stop();
    return [before, heard?.readyState ?? ""];
  },
};
declare global {
  var noise: typeof page;
}
globalThis.noise = page;
