import { expect, test } from "vitest";
import { createSlots } from "./slots";

test("only so many run at once, the others in their turn, also after a failure", async () => {
  const inSlot = createSlots(2);
  const ends: (() => void)[] = [];
  const began: number[] = [];
  const run = (n: number) =>
    inSlot(() => {
      began.push(n);
      return new Promise<number>((resolve, reject) =>
        ends.push(() => (n === 0 ? reject(new Error("failed")) : resolve(n))),
      );
    });
  const all = [run(0).catch(() => "failed"), run(1), run(2), run(3)];
  await Promise.resolve();
  expect(began).toEqual([0, 1]);
  ends[0]?.();
  expect(await all[0]).toBe("failed");
  expect(began).toEqual([0, 1, 2]);
  ends[1]?.();
  await all[1];
  for (const end of ends.slice(2)) end();
  expect(await all[2]).toBe(2);
  ends[3]?.();
  expect(await all[3]).toBe(3);
});
