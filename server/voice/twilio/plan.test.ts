import { uuidv7 } from "uuidv7";
import { expect, test } from "vitest";
import type { Call, Leg } from "@/server/domain/calls/call";
import { aCall } from "@/tests/a-call";
import type { Participant } from "./api";
import type { Whereabouts } from "./customer-place";
import { browserLabel, customerLabel } from "./names";
import { legsPresent, stepsFor } from "./plan";
import type { MadeRecording } from "./recordings-api";
import type { Observed } from "./steps";

const [CUSTOMER, ANA, SUE] = [uuidv7(), uuidv7(), uuidv7()];
const tab = { sessionId: uuidv7(), deviceId: uuidv7() };
const leg = (id: string, values: Partial<Leg> = {}) => ({ id, userId: id, ...tab, ...values });
const customer = (values: Partial<Leg> = {}) => ({ id: CUSTOMER, role: "customer" as const, userId: null, ...values });
const supervisor = (mode: Leg["supervision"]) => leg(SUE, { role: "supervisor", supervision: mode });
const callWith = (legs: (Partial<Leg> & { id: string })[], values: Partial<Omit<Call, "legs">> = {}) =>
  aCall({ connectedAt: new Date(0), holderId: ANA, ...values, legs });

const participant = (callSid: string, label: string, values: Partial<Participant> = {}): Participant => ({
  ...{ callSid, label, isConnected: true, muted: false, hold: false, coaches: null, createdAt: new Date(0), ...values },
});
const theCustomer = (values: Partial<Participant> = {}) => participant("CAcustomer", customerLabel(CUSTOMER), values);
const browserOf = (legId: string, values: Partial<Participant> = {}, of = tab) =>
  participant(`CA${legId}`, browserLabel(legId, of, `CA${legId}`), values);
const INSIDE: Whereabouts = {
  is: "inside",
  callSid: "CAcustomer",
  sent: null,
  isSure: true,
  sinceMs: 0,
  isLeavingMessage: false,
};
const observe = (participants: Participant[], values: Partial<Observed> = {}): Observed => ({
  ...{ participants, isStarted: true, customer: INSIDE, recordings: [], ...values },
});
const NOW = new Date(0);
const steps = (call: Call, participants: Participant[], isStarted = true) =>
  stepsFor(call, observe(participants, { isStarted }), NOW);

test("nothing is left to do once everybody is there, and repeating it changes nothing", () => {
  const call = callWith([customer(), leg(ANA)]);
  expect(steps(call, [theCustomer(), browserOf(ANA)])).toEqual([]);
});

test("a caller is left with the sound of the beginning until two have met", () => {
  expect(steps(callWith([customer()], { connectedAt: null }), [theCustomer()], false)).toEqual([]);
  expect(steps(callWith([customer(), leg(ANA)]), [theCustomer()], false)).toEqual([]);
});

test("a hold comes before anybody may speak", () => {
  const call = callWith([customer({ held: true }), leg(ANA)]);
  expect(steps(call, [theCustomer(), browserOf(ANA, { muted: true })])).toEqual([
    { do: "hold", callSid: "CAcustomer", held: true },
    { do: "speak", callSid: `CA${ANA}`, muted: false, coach: null },
  ]);
});

test("participants of legs that are over, of other tabs and of earlier connections end", () => {
  const call = callWith([customer(), leg(ANA), leg(SUE, { state: "ended" })]);
  const newer = { ...browserOf(ANA, { createdAt: new Date(1000) }), callSid: "CAnewer" };
  const elsewhere = { ...browserOf(ANA, {}, { ...tab, deviceId: uuidv7() }), callSid: "CAelsewhere" };
  const found = [theCustomer(), browserOf(ANA), newer, elsewhere, browserOf(SUE)];
  expect(steps(call, found)).toEqual([
    { do: "hangUp", callSid: `CA${ANA}` },
    { do: "hangUp", callSid: "CAelsewhere" },
    { do: "hangUp", callSid: `CA${SUE}` },
  ]);
});

test("somebody in the conference whom we did not put there is left alone", () => {
  expect(steps(callWith([customer(), leg(ANA)]), [theCustomer(), browserOf(ANA), participant("CAx", "")])).toEqual([]);
});

test.each([
  ["listen", { muted: true }, []],
  ["listen", { muted: false }, [{ muted: true, coach: null }]],
  ["whisper", { muted: true }, [{ muted: false, coach: `CA${ANA}` }]],
  ["whisper", { muted: false }, [{ muted: false, coach: `CA${ANA}` }]],
  ["whisper", { muted: false, coaches: `CA${ANA}` }, []],
  ["barge", { muted: false, coaches: `CA${ANA}` }, [{ muted: false, coach: null }]],
] as const)("a supervisor to %s who has %j needs %j", (mode, has, wanted) => {
  const call = callWith([customer(), leg(ANA), supervisor(mode)]);
  const done = steps(call, [theCustomer(), browserOf(ANA), browserOf(SUE, has)]);
  expect(done).toEqual(wanted.map((one) => ({ do: "speak", callSid: `CA${SUE}`, ...one })));
});

test("a whisper for which nobody is there is silent, so that no customer hears it", () => {
  const call = callWith([customer(), leg(ANA), supervisor("whisper")]);
  expect(steps(call, [theCustomer({ hold: true }), browserOf(SUE, { muted: false, coaches: `CA${ANA}` })])).toEqual([
    { do: "speak", callSid: `CA${SUE}`, muted: true, coach: null },
  ]);
});

test("a browser that only connects is not there yet; a customer who rings is", () => {
  const call = callWith([customer(), leg(ANA)]);
  const observed = observe([theCustomer({ isConnected: false }), browserOf(ANA, { isConnected: false })]);
  expect(legsPresent(call, { ...observed, isStarted: false })).toEqual([CUSTOMER]);
});

test("a customer is called once their caller is there, and not again", () => {
  const call = callWith([customer({ state: "ringing" }), leg(ANA)], { direction: "out", contactValue: "+12065550142" });
  const dial = (participants: Participant[], callerId: string | null) =>
    stepsFor(call, observe(participants, { isStarted: false }), NOW, callerId).map((step) => step.do);
  expect([dial([], "+1"), dial([browserOf(ANA)], "+1"), dial([browserOf(ANA)], null)]).toEqual([[], ["dial"], []]);
  expect(dial([browserOf(ANA), theCustomer({ isConnected: false })], "+1")).toEqual([]);
});

const ANNOUNCING = {
  ...{ recordingId: "recording", at: new Date(0).toISOString(), announcedAt: null, pausedBy: null, resumedAt: null },
  confirmed: "nothing" as const,
};

test("nobody may speak until a customer who is to hear something first has left the conference", () => {
  const call = callWith([customer(), leg(ANA)], { recording: ANNOUNCING });
  const move = { do: "move", callSid: "CAcustomer", to: { at: "announcement", id: "recording" } };
  expect(steps(call, [theCustomer(), browserOf(ANA)])).toEqual([
    move,
    { do: "speak", callSid: `CA${ANA}`, muted: true, coach: null },
  ]);
  const outside = observe([browserOf(ANA, { muted: true })], {
    customer: { ...INSIDE, is: "outside", sent: { at: "announcement", id: "recording" } },
  });
  expect(stepsFor(call, outside, NOW)).toEqual([{ do: "speak", callSid: `CA${ANA}`, muted: false, coach: null }]);
});

const RECORDED = { ...ANNOUNCING, announcedAt: new Date(0).toISOString() };
const made = (status: MadeRecording["status"]): MadeRecording => ({
  sid: "RE1",
  kind: "call",
  status,
  seconds: 0,
  channels: 2,
});
const recordingSteps = (call: Call, recordings: MadeRecording[], now = NOW) =>
  stepsFor(call, observe([theCustomer(), browserOf(ANA)], { recordings }), now);
const pausing = { do: "pauseRecording", recordingSid: "RE1" };

test.each([
  ["nothing is recorded yet", {}, [], [{ do: "record", callSid: "CAcustomer" }]],
  ["it is recorded", {}, [made("in-progress")], []],
  ["it is paused", {}, [made("paused")], [{ ...pausing, paused: false }]],
  ["it has ended by itself", {}, [made("completed")], []],
  ["somebody has paused it", { pausedBy: ANA }, [made("in-progress")], [{ ...pausing, paused: true }]],
  ["somebody has paused it and it is", { pausedBy: ANA }, [made("paused")], []],
])("where a call is to be recorded and %s", (_, values, recordings, wanted) => {
  const call = callWith([customer(), leg(ANA)], { recording: { ...RECORDED, ...values } });
  expect(recordingSteps(call, recordings)).toEqual(wanted);
});

test("the recording begins before the customer is brought back to the others", () => {
  const call = callWith([customer(), leg(ANA)], { recording: RECORDED });
  const observed = observe([browserOf(ANA)], { customer: { ...INSIDE, is: "outside", sinceMs: 9000 } });
  expect(stepsFor(call, observed, NOW).map((step) => step.do)).toEqual(["record", "move"]);
});

test("it is paused before the customer is held, and ends after two hours", () => {
  const held = callWith([customer({ held: true }), leg(ANA)], { recording: RECORDED });
  expect(recordingSteps(held, [made("in-progress")]).map((step) => step.do)).toEqual(["pauseRecording", "hold"]);
  const call = callWith([customer(), leg(ANA)], { recording: RECORDED });
  const late = new Date(121 * 60_000);
  expect(recordingSteps(call, [made("in-progress")], late)).toEqual([{ do: "stopRecording", recordingSid: "RE1" }]);
});
