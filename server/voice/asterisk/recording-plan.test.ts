import { uuidv7 } from "uuidv7";
import { expect, test } from "vitest";
import type { RecordingProgress } from "@/server/contract/live-calls";
import { type Call, type Leg, newLeg } from "@/server/domain/calls/call";
import type { Channel } from "./ari";
import { accountOf, bridgeOf, callIdOf, legChannel, listenerOf, SIDES, sideBridgeOf } from "./names";
import { leftovers, observe, stepsFor } from "./plan";
import { recordingNews } from "./recording-plan";
import type { Announcement, Asked, RecordingState } from "./steps";

const NOW = new Date("2026-11-29T10:00:00Z");
const TRUNK_CHANNEL = "edge-1764410400.7";
const CALL_ID = callIdOf(TRUNK_CHANNEL);
const bridge = bridgeOf(CALL_ID);
const NOTHING: Asked = { sounds: new Map(), muted: new Map(), announcements: new Map(), prompts: new Map() };
const tab = { sessionId: uuidv7(), deviceId: uuidv7() };

const leg = (values: Partial<Leg>): Leg =>
  newLeg({ id: CALL_ID, round: 0 }, { role: "staff", name: "Ana", state: "up", ...values }, NOW);
const callOf = (...legs: Leg[]): Call => {
  const values = { id: CALL_ID, direction: "in", startedAt: NOW, connectedAt: NOW, endedAt: null, voicemail: null };
  return { ...values, phases: [], legs } as unknown as Call;
};
const channel = (id: string, name = "PJSIP/pbx-00000001"): Channel => ({
  ...{ id, state: "Up", name, caller: { name: "", number: "" } },
  dialplan: { exten: "", app_name: "Stasis", app_data: "" },
});

const RECORDING = uuidv7();
const recorded = (values: Partial<RecordingProgress> = {}): RecordingProgress => ({
  ...{ recordingId: RECORDING, at: NOW.toISOString(), announcedAt: NOW.toISOString(), pausedBy: null, resumedAt: null },
  ...{ confirmed: "nothing" as const, ...values },
});

/** Ana and Maya are on the line, and what Asterisk has of the recording. */
function taping(
  recording: RecordingProgress,
  state: RecordingState,
  given: { held?: boolean; said?: Announcement; afterMs?: number } = {},
) {
  const ana = leg(tab);
  const maya = leg({ role: "customer", name: "Maya", held: given.held ?? false });
  const call = { ...callOf(maya, ana), recording };
  const channels = [channel(TRUNK_CHANNEL), channel(legChannel(ana.id, 1), `PJSIP/${accountOf(tab)}-0000000a`)];
  const announcements = new Map(given.said ? [[RECORDING, given.said]] : []);
  const muted = new Map([[legChannel(ana.id, 1), false]]);
  const members = recording.announcedAt && !given.held ? channels.map(({ id }) => id) : [legChannel(ana.id, 1)];
  const sounds = new Map(given.held ? [[TRUNK_CHANNEL, "music" as const]] : []);
  const states = new Map([[RECORDING, state]]);
  const seen = observe(
    channels,
    [{ id: bridge, channels: members }],
    { ...NOTHING, sounds, muted, announcements },
    states,
  );
  const later = new Date(NOW.getTime() + (given.afterMs ?? 10_000));
  return { steps: stepsFor(call, seen, later), news: recordingNews(call, seen), call };
}

test("a customer hears that they are recorded before they hear anybody, once, and joins when it is over", () => {
  const before = recorded({ announcedAt: null });
  const announce = [{ do: "announce", channel: TRUNK_CHANNEL, recordingId: RECORDING }];
  expect(taping(before, "absent")).toMatchObject({ steps: announce, news: null });
  expect(taping(before, "absent", { said: "playing" })).toMatchObject({ steps: [], news: null });
  expect(taping(before, "absent", { said: "done" })).toMatchObject({ steps: [], news: "announced" });
  expect(taping(before, "absent", { said: "failed" })).toMatchObject({ steps: [], news: "failed" });
  const failed = taping(recorded({ announcedAt: null, confirmed: "failed" }), "absent", { said: "failed" });
  expect(failed).toMatchObject({ steps: [{ do: "join", bridge, channel: TRUNK_CHANNEL }], news: null });
});

test("that a call is transcribed is said first, once, and only when the customer has heard it", () => {
  const before = recorded({ announcedAt: null, transcription: "wanted" });
  const announce = [{ do: "announce", channel: TRUNK_CHANNEL, recordingId: RECORDING, transcription: "wanted" }];
  expect(taping(before, "absent")).toMatchObject({ steps: announce, news: null });
  expect(taping(before, "absent", { said: "transcribed" })).toMatchObject({ news: "transcription_announced" });
  expect(taping(before, "absent", { said: "done" })).toMatchObject({ news: "announced" });
  const after = recorded({ announcedAt: null, transcription: "given" });
  expect(taping(after, "absent", { said: "transcribed" })).toMatchObject({ steps: [], news: "announced" });
});

test("a call is recorded once it was announced, and what Asterisk does is reported once", () => {
  const record = [{ do: "record", channel: TRUNK_CHANNEL, recordingId: RECORDING }];
  expect(taping(recorded(), "absent")).toMatchObject({ steps: record, news: null });
  expect(taping(recorded(), "live")).toMatchObject({ steps: [], news: "recording" });
  expect(taping(recorded({ confirmed: "recording" }), "live")).toMatchObject({ steps: [], news: null });
  expect(taping(recorded({ confirmed: "recording" }), "over")).toMatchObject({ steps: [], news: "failed" });
});

test("a recording is paused by its holder and by a hold before anything else changes, and goes on only when nothing of that is left in Asterisk", () => {
  const pause = { do: "pauseRecording", recordingId: RECORDING };
  const resume = { do: "resumeRecording", recordingId: RECORDING };
  expect(taping(recorded({ pausedBy: uuidv7() }), "live").steps).toEqual([pause]);
  expect(taping(recorded({ pausedBy: uuidv7() }), "uneven").steps).toEqual([pause]);
  expect(taping(recorded({ pausedBy: uuidv7() }), "paused").steps).toEqual([]);
  expect(taping(recorded({ pausedBy: uuidv7() }), "absent").steps).toEqual([]);
  expect(taping(recorded(), "live", { held: true }).steps[0]).toEqual(pause);
  const resumed = recorded({ resumedAt: NOW.toISOString() });
  expect(taping(resumed, "paused", { afterMs: 1400 }).steps).toEqual([]);
  expect(taping(resumed, "paused", { afterMs: 1500 }).steps).toEqual([resume]);
});

test("a recording of which one side is missing says nothing new, and is completed when it may go on", () => {
  const resumed = recorded({ resumedAt: NOW.toISOString() });
  expect(taping(resumed, "uneven", { afterMs: 1400 })).toMatchObject({ steps: [], news: null });
  const complete = [{ do: "record", channel: TRUNK_CHANNEL, recordingId: RECORDING }];
  expect(taping(resumed, "uneven", { afterMs: 1500 })).toMatchObject({ steps: complete, news: null });
});

test("what listens for a recording ends with its call, and when the recording failed", () => {
  const { call } = taping(recorded(), "live");
  const listeners = [undefined, ...SIDES].map((side) => channel(listenerOf(RECORDING, side)));
  const sides = SIDES.map((side) => ({ id: sideBridgeOf(RECORDING, side), channels: [] }));
  const seen = observe(listeners, sides, NOTHING);
  expect(leftovers([call], seen)).toEqual([]);
  const removed = [
    ...listeners.map(({ id }) => ({ do: "hangUp", channel: id })),
    ...sides.map(({ id }) => ({ do: "removeBridge", bridge: id })),
  ];
  expect(leftovers([], seen)).toEqual(removed);
  expect(leftovers([{ ...call, recording: recorded({ confirmed: "failed" }) }], seen)).toEqual(removed);
});
