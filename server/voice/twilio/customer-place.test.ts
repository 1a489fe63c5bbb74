import { expect, test } from "vitest";
import { aCall } from "@/tests/a-call";
import { isAtPlace, type Place, type Whereabouts, wantedPlace } from "./customer-place";

const at = new Date(0).toISOString();
const voicemail = { recordingId: "message", greeting: "closed" as const, maxSeconds: 60, at };
const recording = {
  ...{ recordingId: "recording", at, announcedAt: null, pausedBy: null, resumedAt: null },
  confirmed: "nothing" as const,
};
const prompt = { id: "prompt", purpose: "queue" as const, sounds: [], keys: "", waitSeconds: 0, at };
const talking = { legs: [{ id: "customer" }, { id: "ana" }], connectedAt: new Date(0), holderId: "ana" };

test.each([
  ["whom nobody talks to", aCall(), { at: "conference" }],
  ["who leaves a message", aCall({ voicemail }), { at: "voicemail", id: "message" }],
  ["who hears a prompt", aCall({ prompt }), { at: "prompt", id: "prompt" }],
  ["whose call is to be recorded", aCall({ ...talking, recording }), { at: "announcement", id: "recording" }],
  ["who was told so", aCall({ ...talking, recording: { ...recording, announcedAt: at } }), { at: "conference" }],
  [
    "who could not be told",
    aCall({ ...talking, recording: { ...recording, confirmed: "failed" } }),
    { at: "conference" },
  ],
  ["whose call is over", aCall({ endedAt: new Date(0) }), null],
  ["who rings", aCall({ legs: [{ id: "customer", state: "ringing" }] }), null],
])("a customer %s belongs to %j", (_, call, place) => {
  expect(wantedPlace(call)).toEqual(place);
});

const CONFERENCE: Place = { at: "conference" };
const MESSAGE: Place = { at: "voicemail", id: "message" };
const PROMPT: Place = { at: "prompt", id: "prompt" };
const LATER: Place = { at: "prompt", id: "a later prompt" };
const found = (values: Partial<Whereabouts>): Whereabouts => ({
  ...{ is: "outside", callSid: "CA1", sent: null, sinceMs: 0, isLeavingMessage: false, isSure: true, ...values },
});

test.each([
  [true, CONFERENCE, { is: "inside" }],
  [true, CONFERENCE, { is: "inside", sent: PROMPT }],
  [false, CONFERENCE, { sent: PROMPT }],
  [true, CONFERENCE, { sent: CONFERENCE, sinceMs: 1000 }],
  [false, CONFERENCE, { sent: CONFERENCE, sinceMs: 6000 }],
  [true, CONFERENCE, { sinceMs: 1000 }],
  [false, CONFERENCE, { sinceMs: 3000 }],
  [false, PROMPT, { is: "inside" }],
  [true, PROMPT, { is: "inside", sent: PROMPT, sinceMs: 1000 }],
  [false, PROMPT, { is: "inside", sent: PROMPT, sinceMs: 4000 }],
  [true, PROMPT, { sent: PROMPT, sinceMs: 60_000 }],
  [true, PROMPT, { sent: PROMPT, sinceMs: 5000, isSure: false }],
  [false, PROMPT, { sent: PROMPT, sinceMs: 7000, isSure: false }],
  [true, MESSAGE, { sent: MESSAGE, sinceMs: 5000, isSure: false }],
  [false, MESSAGE, { sent: MESSAGE, sinceMs: 7000, isSure: false }],
  [false, LATER, { sent: PROMPT, sinceMs: 60_000 }],
  [false, PROMPT, {}],
  [false, MESSAGE, {}],
  [true, MESSAGE, { isLeavingMessage: true }],
  [false, MESSAGE, { sent: PROMPT, isLeavingMessage: true }],
] as const)("it is %s that nothing need be done for %j where Twilio has %j", (isThere, wanted, values) => {
  expect(isAtPlace(wanted, found(values))).toBe(isThere);
});
