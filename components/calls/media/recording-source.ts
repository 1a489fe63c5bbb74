import { RATE } from "@/server/contract/mu-law";

/** The sound of a call as G.711, the customer's and ours in turn. */
export type RecordingSource = {
  /** Replaces what is heard on the left and on the right. */
  use(left: readonly MediaStreamTrack[], right: readonly MediaStreamTrack[]): void;
  close(): void;
};

/** Bundled by `scripts/copy-audio.mjs`. */
const WORKLET = "/audio/recorder.js";
/** What telephones carry, so that nothing folds back at half the rate; four filters fall steeply enough. */
const CUTOFF_HZ = 0.42 * RATE;
/** Of a Butterworth filter of the eighth order. */
const STAGES_Q = [0.51, 0.6, 0.9, 2.56];

/**
 * Opens a source of samples in an audio worklet of this browser. @param samples gets stretches of 40 ms
 * @throws Error when the code cannot be loaded or run
 */
export async function browserSource(samples: (stretch: Uint8Array) => void): Promise<RecordingSource> {
  const context = new AudioContext();
  try {
    await context.audioWorklet.addModule(WORKLET);
    const recorder = new AudioWorkletNode(context, "recorder", { channelCount: 2, channelCountMode: "explicit" });
    recorder.port.onmessage = ({ data }: MessageEvent<Uint8Array>) => samples(data);
    const merger = context.createChannelMerger(2);
    const sides = [side(context, merger, 0), side(context, merger, 1)] as const;
    // It is silent; browsers run only what leads to the speakers.
    merger.connect(recorder).connect(context.destination);
    const resume = () => void context.resume().catch(() => {});
    context.onstatechange = () => context.state !== "closed" && resume();
    resume();
    return {
      use(left, right) {
        sides[0](left);
        sides[1](right);
      },
      close: () => void context.close().catch(() => {}),
    };
  } catch (error) {
    await context.close().catch(() => {});
    throw error;
  }
}

type Use = (tracks: readonly MediaStreamTrack[]) => void;

/** One channel: the sum of some tracks, without what is too high. */
function side(context: AudioContext, merger: ChannelMergerNode, channel: 0 | 1): Use {
  const mix = context.createGain();
  mix.channelCount = 1;
  mix.channelCountMode = "explicit";
  let end: AudioNode = mix;
  for (const q of STAGES_Q) {
    const filter = context.createBiquadFilter();
    filter.type = "lowpass";
    filter.frequency.value = CUTOFF_HZ;
    // Of this kind of filter, browsers take it in decibels.
    filter.Q.value = 20 * Math.log10(q);
    end = end.connect(filter);
  }
  end.connect(merger, 0, channel);
  // A side on which nobody is has silence, and so as many samples as the other one.
  const silence = context.createConstantSource();
  silence.offset.value = 0;
  silence.connect(mix);
  silence.start();
  const playing = new Map<MediaStreamTrack, AudioNode>();
  return (tracks) => {
    for (const [track, node] of playing)
      if (!tracks.includes(track)) {
        node.disconnect();
        playing.delete(track);
      }
    for (const track of tracks)
      if (!playing.has(track)) {
        const node = context.createMediaStreamSource(new MediaStream([track]));
        node.connect(mix);
        playing.set(track, node);
      }
  };
}
