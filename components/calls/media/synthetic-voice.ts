/** Pitches of the generated voices, in Hz: far enough apart for a listener, and for a spectrum, to tell them by. */
export const VOICE_HZ = { low: 230, high: 410 } as const;
export type VoiceName = keyof typeof VOICE_HZ;

/** Syllables in seconds, each after a pause; a longer pause ends the sentence. */
const SYLLABLES = [0.18, 0.26, 0.14, 0.32, 0.2, 0.4] as const;
const PAUSE = 0.07;
const REST = 0.9;
/** Each syllable's pitch, as a part of the voice's own. */
const MELODY = [1, 1.06, 1, 1.12, 0.97, 0.9] as const;

/**
 * A generated voice that goes on as speech does, in syllables and sentences: for trying a call without a microphone, and
 * both of its ends at one desk.
 */
export async function syntheticVoice(name: VoiceName): Promise<MediaStream> {
  const context = new AudioContext();
  const destination = context.createMediaStreamDestination();
  const oscillator = context.createOscillator();
  const vowel = context.createBiquadFilter();
  const volume = context.createGain();
  oscillator.type = "sawtooth";
  vowel.type = "lowpass";
  vowel.frequency.value = VOICE_HZ[name] * 3;
  volume.gain.value = 0;
  oscillator.connect(vowel).connect(volume).connect(destination);
  oscillator.start();
  let saidUntil = context.currentTime;
  const speak = () => {
    while (saidUntil < context.currentTime + 4)
      saidUntil = saySentence(saidUntil + REST, VOICE_HZ[name], oscillator, volume);
  };
  speak();
  const timer = setInterval(speak, 1000);
  const [track] = destination.stream.getAudioTracks();
  const stop = track?.stop.bind(track);
  if (track)
    track.stop = () => {
      clearInterval(timer);
      stop?.();
      void context.close().catch(() => {});
    };
  void context.resume();
  return destination.stream;
}

/** @returns when the sentence ends */
function saySentence(start: number, hz: number, { frequency }: OscillatorNode, { gain }: GainNode): number {
  let at = start;
  for (const [index, seconds] of SYLLABLES.entries()) {
    frequency.setValueAtTime(hz * (MELODY[index] ?? 1), at);
    gain.setTargetAtTime(0.25, at, 0.02);
    gain.setTargetAtTime(0, at + seconds, 0.03);
    at += seconds + PAUSE;
  }
  return at;
}
