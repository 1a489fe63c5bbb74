import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { mostSeconds } from "./sound-seconds";

const FOLDER = "docs/asterisk/sounds/en";
const SPANISH = "docs/asterisk/sounds/es";
const PROMPTS = /^storeline-(digit|menu|message|order|queue)-/;
/** Of a WAV file with a header of 44 bytes: its bytes, and how many make a second. */
const secondsOf = (file: string, folder = FOLDER): number => {
  const bytes = readFileSync(path.join(folder, file));
  return (bytes.length - 44) / bytes.readUInt32LE(28);
};

test("every recording of ours for prompts has the time that it takes, and no more than twice and a bit", () => {
  const files = readdirSync(FOLDER).filter((file) => PROMPTS.test(file));
  expect(files.length).toBeGreaterThan(20);
  for (const file of files) {
    const most = mostSeconds([path.basename(file, ".wav")], 120);
    expect(most, file).toBeGreaterThanOrEqual(2 * secondsOf(file));
    expect(most, file).toBeLessThan(2 * secondsOf(file) + 0.25);
  }
});

test("every recording is there in Spanish, too, and takes no longer than it may", () => {
  expect(readdirSync(SPANISH).sort()).toEqual(readdirSync(FOLDER).sort());
  for (const file of readdirSync(SPANISH)) {
    expect(secondsOf(file, SPANISH), file).toBeGreaterThan(0.3);
    expect(secondsOf(file, SPANISH), file).toBeLessThanOrEqual(2 * secondsOf(file));
  }
});

test("recordings of the retailer's own may take a minute each, and all sounds together what any prompt may", () => {
  expect(mostSeconds(["our-greeting"], 120)).toBe(60);
  expect(mostSeconds(["our-greeting", "one", "two"], 120)).toBe(120);
});
