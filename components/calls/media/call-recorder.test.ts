import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PIECE_BYTES } from "@/server/contract/constants";
import { CallRecorder, type PieceAnswer, type RecorderPorts } from "./call-recorder";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const STRETCH = PIECE_BYTES / 25;
const [CUSTOMER, SUE] = ["customer", "sue"];
const track = (name: string) => ({ name }) as unknown as MediaStreamTrack;
const own = track("own");
const tracks = new Map([CUSTOMER, SUE, "ben"].map((legId) => [legId, track(legId)]));
const plan = (isOn: boolean, ours: string[] = []) => ({ isOn, customer: CUSTOMER, ours });

/** A recorder whose browser and server are made up. */
function open({ canRecord = true } = {}) {
  const sent: Parameters<RecorderPorts["send"]>[0][] = [];
  const answers: PieceAnswer[] = [];
  const use = vi.fn();
  const close = vi.fn();
  const failed = vi.fn();
  let add: (stretch: Uint8Array) => void = () => {};
  let takes = 0;
  const recorder = new CallRecorder({
    newId: () => `take-${++takes}`,
    async open(samples) {
      if (!canRecord) throw new Error("no worklets here");
      add = samples;
      return { use, close };
    },
    async send(piece) {
      sent.push(piece);
      return answers.length > 0 ? (answers.shift() as PieceAnswer) : "stored";
    },
    failed,
  });
  return {
    ...{ recorder, sent, answers, use, close, failed },
    /** So much time passes in the call, in stretches of 40 ms that hold `byte`. */
    async hears(count: number, byte = 1) {
      for (let n = 0; n < count; n++) add(new Uint8Array(STRETCH).fill(byte));
      await vi.advanceTimersByTimeAsync(0);
    },
    follow: async (next: ReturnType<typeof plan> | undefined) => {
      recorder.follow(next, { own, tracks });
      await vi.advanceTimersByTimeAsync(0);
    },
    pieces: () => sent.map(({ takeId, seq, isLast, data }) => [takeId, seq, isLast, data.length / STRETCH]),
  };
}

test("the customer is on the left, and on the right whoever of ours they hear", async () => {
  const { use, follow } = open();
  await follow(plan(true, [SUE]));
  expect(use).toHaveBeenLastCalledWith([tracks.get(CUSTOMER)], [own, tracks.get(SUE)]);
  await follow(plan(true, []));
  expect(use).toHaveBeenLastCalledWith([tracks.get(CUSTOMER)], [own]);
});

test("a short piece comes first, then one of each second, and the rest with the end", async () => {
  const { hears, follow, pieces } = open();
  await follow(plan(true));
  await hears(1 + 5 + 25 + 10);
  await follow(undefined);
  expect(pieces()).toEqual([
    ["take-1", 0, false, 5],
    ["take-1", 1, false, 25],
    ["take-1", 2, true, 10],
  ]);
});

test("what is said before a recording begins, or while it pauses, is in no piece, nor the stretch in which it goes on", async () => {
  const { hears, follow, sent } = open();
  await follow(plan(false));
  await hears(30, 9);
  await follow(plan(true));
  await hears(1, 9);
  await hears(3);
  await follow(plan(false));
  await hears(30, 9);
  await follow(plan(true));
  await hears(1, 9);
  await hears(3);
  await follow(undefined);
  expect(sent.map(({ takeId, seq }) => [takeId, seq])).toEqual([
    ["take-1", 0],
    ["take-2", 0],
  ]);
  expect(sent.flatMap(({ data }) => [...data]).every((byte) => byte === 1)).toBe(true);
});

test("whoever pauses waits until what was said before has arrived, and no longer than a moment", async () => {
  const { recorder, hears, follow, pieces, answers } = open();
  await follow(plan(true));
  await hears(4);
  await recorder.flush();
  expect(pieces()).toEqual([["take-1", 0, false, 3]]);
  answers.push(null, null, null);
  await hears(30);
  const flushed = vi.fn();
  void recorder.flush().then(flushed);
  await vi.advanceTimersByTimeAsync(300);
  expect(flushed).toHaveBeenCalled();
});

test("a piece that the server has not taken is sent again before the next one; one that it refuses is not", async () => {
  const { hears, follow, pieces, answers } = open();
  answers.push(null, null, "stored", "refused");
  await follow(plan(true));
  await hears(1 + 5 + 25 + 25);
  expect(pieces().map(([, seq]) => seq)).toEqual([0]);
  await vi.advanceTimersByTimeAsync(2000);
  expect(pieces().map(([, seq]) => seq)).toEqual([0, 0, 0, 1, 2]);
});

test("without the server a minute is kept", async () => {
  const { hears, follow, sent, answers } = open();
  answers.push(...new Array<null>(100).fill(null));
  await follow(plan(true));
  await hears(1 + 5 + 25 * 80);
  answers.splice(0);
  await vi.advanceTimersByTimeAsync(1000);
  const seqs = sent.map(({ seq }) => seq).slice(-60);
  expect(seqs).toEqual(Array.from({ length: 60 }, (_, n) => 21 + n));
});

test("a browser that cannot record says so, once", async () => {
  const { failed, follow } = open({ canRecord: false });
  await follow(plan(true));
  await follow(plan(true));
  expect(failed).toHaveBeenCalledTimes(1);
});

test("whoever does not record the call any more opens nothing, and lets go of what was open", async () => {
  const { recorder, use, close, follow } = open();
  await follow(undefined);
  expect(use).not.toHaveBeenCalled();
  await follow(plan(true));
  recorder.close();
  await vi.advanceTimersByTimeAsync(0);
  expect(close).toHaveBeenCalledTimes(1);
});

test("from the moment of a pause nothing is recorded, also when its plan and that of its end come late or never", async () => {
  const { recorder, follow, hears, sent } = open();
  await follow(plan(true));
  await hears(6, 1);
  void recorder.suspend();
  await hears(30, 2);
  // The latest plan here is still the one before the pause.
  await follow(plan(true));
  await hears(30, 2);
  recorder.resume();
  await follow(plan(true));
  await hears(7, 3);
  expect(sent.flatMap(({ data }) => [...data]).includes(2)).toBe(false);
  expect(sent.map(({ takeId }) => takeId)).toContain("take-2");
});

test("the plan of a pause ends what the person's own pause has begun, so that the next plan records again", async () => {
  const { recorder, follow, hears, sent } = open();
  await follow(plan(true));
  void recorder.suspend();
  await follow(plan(false));
  await follow(plan(true));
  await hears(7, 3);
  expect(sent.at(-1)?.takeId).toBe("take-2");
});
