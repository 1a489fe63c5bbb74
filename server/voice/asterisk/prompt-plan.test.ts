import { uuidv7 } from "uuidv7";
import { expect, test } from "vitest";
import type { CallPrompt } from "@/server/contract/live-calls";
import { type Call, type Leg, newLeg } from "@/server/domain/calls/call";
import type { Channel } from "./ari";
import { accountOf, bridgeOf, callIdOf, legChannel } from "./names";
import { observe, stepsFor } from "./plan";
import { promptNews } from "./prompt-plan";
import type { Asked, PromptProgress } from "./steps";

const NOW = new Date("2026-11-30T10:00:00Z");
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
const TRUNK_CHANNEL = "edge-1764410400.7";
const CALL_ID = callIdOf(TRUNK_CHANNEL);
const tab = { sessionId: uuidv7(), deviceId: uuidv7() };
const prompt: CallPrompt = {
  ...{ id: uuidv7(), purpose: "queue", sounds: ["storeline-queue-there-are", "digits/2"], keys: "1" },
  ...{ waitSeconds: 4, at: NOW.toISOString() },
};
const playing: PromptProgress = { channel: TRUNK_CHANNEL, keys: "1", state: "playing", playedAt: null, key: null };

const leg = (values: Partial<Leg>): Leg =>
  newLeg({ id: CALL_ID, round: 0 }, { role: "staff", name: "Ana", state: "up", ...values }, NOW);
const callOf = (values: Partial<Call>, ...legs: Leg[]): Call => {
  const rest = { id: CALL_ID, direction: "in", startedAt: NOW, connectedAt: null, endedAt: null, voicemail: null };
  return { ...rest, recording: null, prompt: null, cardEntry: null, ...values, legs } as unknown as Call;
};
const maya = leg({ role: "customer", name: "Maya" });
const channel = (state: string, id = TRUNK_CHANNEL, name = "PJSIP/pbx-00000001"): Channel => ({
  ...{ id, state, name, caller: { name: "", number: "" } },
  dialplan: { exten: "", app_name: "Stasis", app_data: "" },
});
const seen = (channels: Channel[], prompts: [string, PromptProgress][] = [], members?: string[]) => {
  const asked: Asked = { sounds: new Map(), muted: new Map(), announcements: new Map(), prompts: new Map(prompts) };
  return observe(channels, members ? [{ id: bridgeOf(CALL_ID), channels: members }] : [], asked);
};

test("a call is taken for a prompt, which plays once in place of the music, and the music follows it", () => {
  const call = callOf({ prompt }, maya);
  expect(stepsFor(call, seen([channel("Ring")]), NOW)).toContainEqual({ do: "answer", channel: TRUNK_CHANNEL });
  expect(stepsFor(call, seen([channel("Up")]), NOW)).toEqual([{ do: "prompt", channel: TRUNK_CHANNEL, prompt }]);
  expect(stepsFor(call, seen([channel("Up")], [[prompt.id, playing]]), NOW)).toEqual([]);
  const played = { ...playing, state: "played" as const, playedAt: NOW };
  const after = stepsFor(callOf({}, maya), seen([channel("Up")], [[prompt.id, played]]), NOW);
  expect(after).toEqual([{ do: "play", channel: TRUNK_CHANNEL, sound: "music" }]);
});

test("a prompt ends when its key is pressed, when a key would be too late, or when it cannot be played", () => {
  const call = callOf({ prompt }, maya);
  const news = (progress: Partial<PromptProgress>, now = NOW) =>
    promptNews(call, seen([channel("Up")], [[prompt.id, { ...playing, ...progress }]]), now);
  const played = { state: "played" as const, playedAt: NOW };
  expect(news({})).toBeNull();
  expect(news({ key: "1" })).toEqual({ promptId: prompt.id, key: "1", hasFailed: false });
  expect(news(played, later(3.9))).toBeNull();
  expect(news({ ...played, key: "1" }, later(3.9))).toMatchObject({ key: "1" });
  expect(news(played, later(4))).toEqual({ promptId: prompt.id, key: null, hasFailed: false });
  expect(news({ state: "failed", playedAt: NOW })).toEqual({ promptId: prompt.id, key: null, hasFailed: true });
  expect(promptNews(callOf({}, maya), seen([channel("Up")], [[prompt.id, { ...playing, key: "1" }]]), NOW)).toBeNull();
});

test("whoever answers cuts a prompt before the customer joins them", () => {
  const ana = leg(tab);
  const phone = channel("Up", legChannel(ana.id, 1), `PJSIP/${accountOf(tab)}-0000000a`);
  const steps = stepsFor(callOf({}, maya, ana), seen([channel("Up"), phone], [[prompt.id, playing]], []), NOW);
  const [cut, ...rest] = steps;
  expect(cut).toEqual({ do: "stopPrompt", promptId: prompt.id });
  expect(rest).toContainEqual({ do: "join", bridge: bridgeOf(CALL_ID), channel: TRUNK_CHANNEL });
});

test("a prompt that follows another cuts it first", () => {
  const next = { ...prompt, id: uuidv7() };
  const steps = stepsFor(callOf({ prompt: next }, maya), seen([channel("Up")], [[prompt.id, playing]]), NOW);
  expect(steps).toEqual([
    { do: "stopPrompt", promptId: prompt.id },
    { do: "prompt", channel: TRUNK_CHANNEL, prompt: next },
  ]);
});
