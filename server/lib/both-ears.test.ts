import { expect, test } from "vitest";
import { spoken } from "@/tests/spoken";
import { forBothEars } from "./both-ears";
import { decode, HEAD_BYTES, joinSides, sidesOf, wavOf } from "./mu-law";

const file = wavOf(joinSides(spoken([0, 100], [100, 0]), spoken([100, 100])), 2);
/** The file in parts of 512 bytes. */
async function* stored(from: number, to: number) {
  for (let at = from; at <= to; ) {
    const end = Math.min(to + 1, (Math.floor(at / 512) + 1) * 512);
    yield file.subarray(at, end);
    at = end;
  }
}
async function heard(from: number, to: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of forBothEars(stored, file.length)(from, to)) parts.push(part);
  return Buffer.concat(parts);
}
const loudest = (samples: Buffer) => Math.max(...[...samples].map((byte) => Math.abs(decode(byte))));

test("each side is heard with both ears, louder with its own", async () => {
  const whole = await heard(0, file.length - 1);
  expect(whole.subarray(0, HEAD_BYTES).equals(file.subarray(0, HEAD_BYTES))).toBe(true);
  const { left, right } = sidesOf(whole) ?? { left: whole, right: whole };
  const [early, late] = [
    [left, right].map((one) => loudest(one.subarray(0, 800))),
    [left, right].map((one) => loudest(one.subarray(800))),
  ];
  const [loud = 0, soft = 0] = early;
  expect([Math.round(soft / (loud / 10)), late]).toEqual([5, [soft, loud]]);
});

test("every range of it has the bytes that this range of the whole has", async () => {
  const whole = await heard(0, file.length - 1);
  for (const [from, to] of [
    [0, 0],
    [0, 57],
    [57, 60],
    [59, 59],
    [511, 512],
    [513, 1025],
    [1000, file.length - 1],
  ] as const)
    expect((await heard(from, to)).equals(whole.subarray(from, to + 1)), `${from} to ${to}`).toBe(true);
});

test("two who shout at once are not louder than a telephone can be", async () => {
  const both = wavOf(joinSides(Buffer.alloc(10, 0x80), Buffer.alloc(10, 0x80)), 2);
  async function* read(from: number, to: number) {
    yield both.subarray(from, to + 1);
  }
  const parts: Buffer[] = [];
  for await (const part of forBothEars(read, both.length)(HEAD_BYTES, both.length - 1)) parts.push(part);
  expect([...new Set(Buffer.concat(parts))]).toEqual([0x80]);
});
