import { expect, test } from "vitest";
import { encode, toneAt } from "@/tests/asterisk/sound";
import { durationMsOf, hasSpeech, joinSides, sidesOf, wavOf } from "./mu-law";

const tone = (ms: number) => Buffer.from(Array.from({ length: ms * 8 }, (_, n) => encode(toneAt(440, n))));
const noise = (ms: number, level: number) =>
  Buffer.from(Array.from({ length: ms * 8 }, (_, n) => encode(n % 2 === 0 ? level : -level)));

test("a voice is speech, and silence, a humming line, a click and nothing are not", () => {
  expect(hasSpeech(Buffer.concat([noise(3000, 0), tone(600), noise(3000, 0)]))).toBe(true);
  expect(hasSpeech(noise(5000, 0))).toBe(false);
  expect(hasSpeech(noise(5000, 100))).toBe(false);
  expect(hasSpeech(Buffer.concat([noise(2000, 0), tone(100)]))).toBe(false);
  expect(hasSpeech(Buffer.alloc(0))).toBe(false);
});

test("a recording lasts as long as it has samples", () => {
  expect(durationMsOf(tone(1500))).toBe(1500);
});

test("a file says what is in it", () => {
  const file = wavOf(tone(1000));
  expect(file.toString("latin1", 0, 4) + file.toString("latin1", 8, 16)).toBe("RIFFWAVEfmt ");
  expect([file.readUInt32LE(4), file.readUInt16LE(20), file.readUInt32LE(24)]).toEqual([file.length - 8, 7, 8000]);
  expect([file.toString("latin1", 50, 54), file.readUInt32LE(54), file.length]).toEqual(["data", 8000, 8058]);
});

test("two sides become one file of equal length, and come out of it as they were", () => {
  const [long, short] = [tone(1000), noise(400, 1000)];
  const file = wavOf(joinSides(long, short), 2);
  expect([file.readUInt16LE(22), file.readUInt32LE(28), file.readUInt16LE(32)]).toEqual([2, 16_000, 2]);
  expect([file.readUInt32LE(46), file.length]).toEqual([8000, 58 + 16_000]);
  const sides = sidesOf(file);
  expect(sides?.left.equals(long)).toBe(true);
  expect(sides?.right.subarray(0, short.length).equals(short)).toBe(true);
  expect(hasSpeech(sides?.right.subarray(short.length) ?? short)).toBe(false);
});

test("a side that is missing is silent", () => {
  const sides = sidesOf(wavOf(joinSides(Buffer.alloc(0), tone(1000)), 2));
  expect([sides?.left.length, hasSpeech(sides?.left ?? tone(500))]).toEqual([8000, false]);
});

test("a file with one channel, and what is none of ours, has no sides", () => {
  expect([sidesOf(wavOf(tone(100))), sidesOf(Buffer.from("RIFF")), sidesOf(Buffer.alloc(100, 7))]).toEqual([
    ...[null, null, null],
  ]);
});
