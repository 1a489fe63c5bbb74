import { loadRnnoise, RnnoiseWorkletNode } from "@sapphi-red/web-noise-suppressor";

/** The only rate that RNNoise knows. */
const SAMPLE_RATE = 48_000;
/** Copied from the package by `scripts/copy-audio.mjs`. */
const FILES = { worklet: "/audio/rnnoise.js", url: "/audio/rnnoise.wasm", simdUrl: "/audio/rnnoise_simd.wasm" };

let binary: Promise<ArrayBuffer> | null = null;

/**
 * Takes noise out of what a microphone hears, by RNNoise in an audio worklet of this browser: about 10 ms later, and for some 5 % of one
 * processor core.
 * @param microphone stopping the returned stream stops it, too
 * @throws Error when the code cannot be loaded or run; the microphone stays open
 */
export async function suppressNoise(microphone: MediaStream): Promise<MediaStream> {
  const context = new AudioContext({ sampleRate: SAMPLE_RATE });
  try {
    binary ??= loadRnnoise(FILES);
    const [wasmBinary] = await Promise.all([binary, context.audioWorklet.addModule(FILES.worklet)]);
    const clean = new RnnoiseWorkletNode(context, { wasmBinary, maxChannels: 1 });
    const out = context.createMediaStreamDestination();
    context.createMediaStreamSource(microphone).connect(clean).connect(out);
    await context.resume();
    endTogether(microphone, out.stream, () => void context.close());
    return out.stream;
  } catch (error) {
    binary = null;
    await context.close();
    throw error;
  }
}

/** Whoever stops the clean track stops the microphone; a microphone that is unplugged ends the clean track. */
function endTogether(microphone: MediaStream, clean: MediaStream, ended: () => void): void {
  const [heard] = microphone.getAudioTracks();
  const [track] = clean.getAudioTracks();
  if (!heard || !track) return;
  const stop = track.stop.bind(track);
  track.stop = () => {
    stop();
    heard.stop();
    ended();
  };
  heard.addEventListener("ended", () => track.dispatchEvent(new Event("ended")));
}
