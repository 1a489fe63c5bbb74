import { expect, test } from "vitest";
import { hasSpeech } from "@/server/lib/mu-law";
import { decode } from "@/tests/asterisk/sound";
import { wavOf as asTwilio } from "@/tests/twilio/recordings";
import { channelsOf } from "./wav";

const loudest = (samples?: Buffer) => Math.max(...[...(samples ?? [])].map(decode));

test("a file of 16 bits becomes G.711 of the same length and loudness", () => {
  const [samples, ...others] = channelsOf(asTwilio({ says: ["hello", "there"] }));
  expect([samples?.length, others]).toEqual([16_000, []]);
  expect(loudest(samples)).toBeGreaterThan(5700);
  expect(loudest(samples)).toBeLessThan(6300);
});

test("each side of a call is a channel of its own", () => {
  const file = asTwilio({ says: ["hello"] }, 2);
  for (let at = 44; at < file.length; at += 4) file.writeInt16LE(0, at);
  const [said, heard] = channelsOf(file);
  expect([loudest(said), said && hasSpeech(said), heard && hasSpeech(heard)]).toEqual([0, false, true]);
});

test.each([
  ["nothing", Buffer.alloc(0)],
  ["a page that says no", Buffer.from("<html>not found</html>")],
  ["a file that is cut off", asTwilio({ says: [] }).subarray(0, 30)],
  ["another rate", Buffer.from(asTwilio({ says: [] })).fill(0, 24, 28)],
])("%s is refused", (_, file) => {
  expect(() => channelsOf(file)).toThrow();
});
