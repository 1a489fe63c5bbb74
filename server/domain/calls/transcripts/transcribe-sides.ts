import type { SpokenText, TranscribedAudio, Transcriber } from "@/server/contract/transcriber";
import { BYTES_A_MS, durationMsOf, hasSpeech, sidesOf, wavOf } from "@/server/lib/mu-law";

/** Less than this is no word. */
const WORD_MS = 100;
/** How far the times of a transcriber are off. */
const INEXACT_MS = 500;

/** @returns the name of our colleague who speaks at this position (ms) of the recording; null where that is not known */
export type NameAt = (positionMs: number, durationMs: number) => string | null;

/**
 * Has a recording turned into text: each side by itself where they were recorded apart, so that it is known who speaks.
 * @param audio of two channels, the left one is the customer's
 * @throws TranscriberError
 */
export async function transcribeSides(
  transcriber: Transcriber,
  audio: Buffer,
  nameAt: NameAt,
): Promise<TranscribedAudio> {
  const sides = sidesOf(audio);
  if (!sides) return transcriber.transcribe(audio);
  const durationMs = durationMsOf(sides.right);
  const said = await transcribeSide(transcriber, sides.left);
  const answered = await transcribeSide(transcriber, sides.right);
  const customers = said.segments.map((one) => ({ ...one, by: { side: "customer" as const } }));
  const ours = answered.segments.map((one) => {
    const name = nameAt(middleOf(one, durationMs), durationMs);
    return { ...one, by: { side: "ours" as const, name } };
  });
  return { language: said.language ?? answered.language, segments: inOrder([...customers, ...ours]) };
}

async function transcribeSide(transcriber: Transcriber, samples: Buffer): Promise<TranscribedAudio> {
  if (!hasSpeech(samples)) return { language: null, segments: [] };
  const { language, segments } = await transcriber.transcribe(wavOf(samples));
  const heard = segments.filter((segment) => isHeard(samples, segment));
  return { language, segments: heard.map((one) => ({ ...one, speaker: null })) };
}

/** Transcribers invent sentences where nobody speaks, and each side is silent while the other one talks. */
function isHeard(samples: Buffer, { startMs, endMs }: SpokenText): boolean {
  if (startMs === null || endMs === null) return true;
  const from = Math.max(0, startMs - INEXACT_MS);
  return hasSpeech(samples.subarray(from * BYTES_A_MS, (endMs + INEXACT_MS) * BYTES_A_MS), WORD_MS);
}

const middleOf = ({ startMs, endMs }: SpokenText, durationMs: number): number =>
  ((startMs ?? 0) + (endMs ?? durationMs)) / 2;

/** In the order in which they began; one side after the other, where that is not known. */
function inOrder(segments: readonly SpokenText[]): SpokenText[] {
  if (segments.some(({ startMs }) => startMs === null)) return [...segments];
  return segments.toSorted((a, b) => (a.startMs ?? 0) - (b.startMs ?? 0));
}
