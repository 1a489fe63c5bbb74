import { expect, test } from "vitest";
import { periodsOf, spokenMs } from "./speaking";

test("periods run from the first stretch with speech to the last", () => {
  expect(periodsOf("00f81000f0", 10_000)).toEqual([
    { fromMs: 2000, toMs: 5000 },
    { fromMs: 8000, toMs: 9000 },
  ]);
  expect(periodsOf("0000", 10_000)).toEqual([]);
});

test("how long somebody speaks counts what is spoken of each stretch", () => {
  expect(spokenMs("f0f0", 8000)).toBe(4000);
  expect(Math.round(spokenMs("3000", 8000))).toBe(400);
});
