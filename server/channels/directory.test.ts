import { existsSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { addChannel, allChannels, channelOf } from "./directory";

it("every registered channel is found by its kind, and runs the common suite in its folder", () => {
  for (const channel of allChannels()) {
    expect(channelOf(channel.kind)).toBe(channel);
    expect(existsSync(path.join(import.meta.dirname, channel.kind, "contract.test.ts")), channel.kind).toBe(true);
  }
});

it("two channels of one kind are refused at once", () => {
  const [channel] = allChannels();
  if (!channel) throw new Error("there is no channel");
  expect(() => addChannel(channel)).toThrow(channel.kind);
});
