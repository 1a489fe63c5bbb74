import { expect, test } from "vitest";
import type { SpokenText, TranscribedAudio } from "@/server/contract/transcriber";
import { durationMsOf, hasSpeech, joinSides, sidesOf, wavOf } from "@/server/lib/mu-law";
import { spoken } from "@/tests/spoken";
import { transcribeSides } from "./transcribe-sides";

const said = (startMs: number | null, text: string): SpokenText => ({
  ...{ startMs, endMs: startMs === null ? null : startMs + 900, text, speaker: "SPEAKER_00" },
});

/** @param answers for each file that the transcriber is given */
function transcriber(...answers: TranscribedAudio[]) {
  const given: Buffer[] = [];
  const transcribe = async (audio: Buffer) => answers[given.push(audio) - 1] ?? { language: null, segments: [] };
  return { transcribe, given };
}
const nobody = () => null;

test("each side is transcribed by itself, and the sentences are in the order in which they were said", async () => {
  const [left, right] = [spoken([0, 1000], [1000, 1000]), spoken([1000, 1000])];
  const { given, ...ours } = transcriber(
    { language: "english", segments: [said(0, "Hello?"), said(2000, "Is it there?")] },
    { language: "spanish", segments: [said(1000, "Pine Street, Ana.")] },
  );
  const heard = await transcribeSides(ours, wavOf(joinSides(left, right), 2), () => "Ana");
  expect(heard.language).toBe("english");
  expect(heard.segments.map(({ text, by, speaker }) => [text, by, speaker])).toEqual([
    ["Hello?", { side: "customer" }, null],
    ["Pine Street, Ana.", { side: "ours", name: "Ana" }, null],
    ["Is it there?", { side: "customer" }, null],
  ]);
  expect(given.map((audio) => [sidesOf(audio), audio.length])).toEqual([
    [null, 58 + 24_000],
    [null, 58 + 24_000],
  ]);
  expect(given.map((audio) => hasSpeech(audio.subarray(58, 58 + 7000)))).toEqual([true, false]);
});

test("a side that says nothing is not sent", async () => {
  const { given, ...ours } = transcriber({ language: null, segments: [said(0, "Hello?")] });
  await transcribeSides(ours, wavOf(joinSides(spoken([0, 1000]), Buffer.alloc(0)), 2), nobody);
  expect(given).toHaveLength(1);
});

test("a sentence that a transcriber invents where that side is silent is left out", async () => {
  const ours = transcriber({ language: null, segments: [said(0, "Hello?"), said(3000, "Thanks for watching!")] });
  const audio = wavOf(joinSides(spoken([0, 1000], [5000, 0]), Buffer.alloc(0)), 2);
  expect((await transcribeSides(ours, audio, nobody)).segments.map(({ text }) => text)).toEqual(["Hello?"]);
});

test("without times, one side follows the other, and all of it is from the middle of the call", async () => {
  const ours = transcriber(
    { language: null, segments: [said(null, "Hello?")] },
    { language: null, segments: [said(null, "Pine Street.")] },
  );
  const audio = wavOf(joinSides(spoken([0, 1000]), spoken([0, 1000])), 2);
  const heard = await transcribeSides(ours, audio, (positionMs, ms) => `${positionMs} of ${ms}`);
  expect(heard.segments.map(({ text, by }) => [text, by])).toEqual([
    ["Hello?", { side: "customer" }],
    ["Pine Street.", { side: "ours", name: "500 of 1000" }],
  ]);
});

test("a recording with one channel is transcribed as it is, with the labels of the transcriber", async () => {
  const audio = wavOf(spoken([0, 1000]));
  const { given, ...ours } = transcriber({ language: null, segments: [said(0, "Hello?")] });
  expect((await transcribeSides(ours, audio, nobody)).segments).toEqual([said(0, "Hello?")]);
  expect(given).toEqual([audio]);
  expect(durationMsOf(given[0]?.subarray(58) ?? audio)).toBe(1000);
});
