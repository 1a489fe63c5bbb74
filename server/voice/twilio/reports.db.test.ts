import { afterEach, beforeEach, expect, test } from "vitest";
import { events } from "@/db/schema";
import { hangUpForCustomer } from "@/server/domain/calls/hang-up-call";
import { PUBLIC_URL } from "@/tests/twilio/account";
import { type Callback, conferenceParams, signed, statusParams } from "@/tests/twilio/callbacks";
import { TwilioStore } from "@/tests/twilio/store";
import { conferenceOf, customerLabel } from "./names";

/* Twilio's requests in any order, repeated, late, forged and malformed. */

let store: TwilioStore;
beforeEach(async () => {
  store = await TwilioStore.open();
});
afterEach(() => store.close());

const url = (path: string) => `${PUBLIC_URL}/api/webhooks/twilio-voice${path}`;
const post = async (callback: Callback) => (await store.twilio.post(signed(callback))).status;
/** What is stored: the call, its legs, and every event. */
const everything = async (callId: string) => [
  await store.world.stored(callId),
  await store.world.db.select().from(events),
];
const shown = async (callId: string) => {
  const [call, log] = await everything(callId);
  const plain = (key: string, value: unknown) =>
    typeof value === "bigint" ? `${value}` : key === "aliveAt" ? null : value;
  return JSON.stringify([call, log], plain);
};

async function conferenceReports(callId: string, callSid: string): Promise<Callback[]> {
  const label = customerLabel(await store.world.customerLegOf(callId));
  const conference = { sid: `CF${"d".repeat(32)}`, name: conferenceOf(callId) };
  const participant = { callSid, label, muted: false, hold: false, coaching: false };
  const names = ["conference-start", "participant-join", "participant-mute", "participant-unmute"];
  const more = ["participant-hold", "participant-unhold", "participant-modify", "conference-end", "something-new"];
  return [...names, ...more].map((event, sequence) => ({
    url: url("/conference"),
    params: conferenceParams({
      conference,
      event,
      sequence,
      participant: event.startsWith("part") ? participant : null,
    }),
  }));
}

test("everything that is not final changes nothing, in any order and however often", async () => {
  const { customer, callId } = await store.isCalled();
  const before = await shown(callId);
  const reports = await conferenceReports(callId, customer.sid);
  for (const one of [...reports].reverse()) expect(await post(one)).toBe(204);
  for (const one of reports) expect(await post(one)).toBe(204);
  expect(await shown(callId)).toBe(before);
});

test("a customer's leaving ends the call once, also when it is reported twice, or before their joining", async () => {
  store.twilio.kept = [];
  const { customer, callId } = await store.isCalled();
  store.twilio.end(customer);
  const kept = store.twilio.kept.splice(0);
  const left = kept.findLast(({ params }) => params.StatusCallbackEvent === "participant-leave") as Callback;
  for (const one of [left, left, ...kept]) expect(await post(one)).toBe(204);
  await store.ends(callId, "missed");
  const log = await store.world.db.select().from(events);
  expect(log.filter(({ type }) => type === "call.ended")).toHaveLength(1);
});

test("reports of a call to a customer that come late or in another order do not change how it ended", async () => {
  const { callId } = await store.callsOut(store.world.ana);
  const maya = await store.isDialed();
  store.twilio.end(maya, "no-answer");
  await store.ends(callId, "missed");
  const before = await shown(callId);
  for (const status of ["in-progress", "completed", "busy", "ringing", "initiated", "no-answer", "odd"])
    expect(
      await post({
        url: url(`/customer?call=${callId}`),
        params: statusParams({ ...maya, status, sequence: 1, seconds: 9 }),
      }),
    ).toBe(204);
  expect(await shown(callId)).toBe(before);
});

test("somebody who comes to a call that is over is sent away", async () => {
  const { callId } = await store.isCalled();
  const ana = await store.answers(store.world.ana, callId);
  await store.stop();
  await hangUpForCustomer(store.world.system(), { callId });
  await store.start();
  await store.isOver(ana.call);
  const late = await store.connects(store.world.ana, callId, ana.deviceId);
  expect(late.call.status).toBe("busy");
  const joined = (await conferenceReports(callId, ana.call.sid)).filter(
    ({ params }) => params.StatusCallbackEvent === "participant-join",
  );
  expect(await Promise.all(joined.map(post))).toEqual([204]);
});

test("a customer who leaves the conference while their call goes on has not hung up, whatever order that is said in", async () => {
  const { customer, callId } = await store.isCalled();
  const before = await shown(callId);
  const label = customerLabel(await store.world.customerLegOf(callId));
  const conference = { sid: `CF${"d".repeat(32)}`, name: conferenceOf(callId) };
  const left = { callSid: customer.sid, label, muted: false, hold: false, coaching: false };
  const said = (callStatus: string, reason: string) => ({
    url: url("/conference"),
    params: conferenceParams({
      ...{ conference, event: "participant-leave", sequence: 3, reason },
      participant: { ...left, callStatus },
    }),
  });
  for (const status of ["in-progress", ""])
    for (let again = 0; again < 2; again++) expect(await post(said(status, "participant_updated_via_api"))).toBe(204);
  expect(await post(said("in-progress", "participant_hung_up"))).toBe(204);
  expect(await shown(callId)).toBe(before);
  expect(await post(said("", "participant_hung_up"))).toBe(204);
  expect(await store.outcome(callId)).toBe("missed");
});

test("what Twilio asks of a call that hears nothing, in any order and however often, changes nothing", async () => {
  const { callId } = await store.isCalled();
  const before = await shown(callId);
  const id = "0193a000-0000-7000-8000-000000000001";
  const asked = ["greeting", "notice", "announcement", "prompt", "something new", ""].map((what) =>
    url(`/heard?call=${callId}&what=${encodeURIComponent(what)}&id=${id}`),
  );
  const all = [...asked, url(`/next?call=${callId}`), url(`/message?call=${callId}`), url(`/left?call=${callId}`)];
  for (const one of [...all, ...all].reverse()) {
    const { status, body } = await store.twilio.post(
      signed({ url: one, params: { AccountSid: `AC${"a".repeat(32)}`, Digits: "1" } }),
    );
    expect([status, body]).toEqual([200, expect.stringContaining("/music.wav")]);
  }
  expect(await shown(callId)).toBe(before);
});

test.each(["/heard?what=prompt&id=1&call=", "/next?call=", "/message?call=", "/left?call="])(
  "a call that is over, or that we do not have, ends at Twilio when it asks %s",
  async (path) => {
    const { customer, callId } = await store.isCalled();
    store.twilio.end(customer);
    await store.ends(callId, "missed");
    for (const id of [callId, "0193a000-0000-7000-8000-000000000001", "1", ""]) {
      const asked = signed({ url: url(`${path}${id}`), params: { AccountSid: `AC${"a".repeat(32)}` } });
      expect((await store.twilio.post(asked)).body).toContain("<Hangup/>");
    }
  },
);

test.each(["", "/wait", "/hold", "/left", "/heard", "/message", "/next", "/conference", "/customer"])(
  "a request to %j that Twilio did not sign changes nothing, and is answered with 403",
  async (path) => {
    const { customer, callId } = await store.isCalled();
    const before = await shown(callId);
    const [, report] = await conferenceReports(callId, customer.sid);
    const params = {
      ...(report as Callback).params,
      CallStatus: "completed",
      StatusCallbackEvent: "participant-leave",
    };
    const genuine = signed({ url: url(path), params });
    const forged = [
      { ...genuine, headers: { ...genuine.headers, "x-twilio-signature": undefined } },
      { ...genuine, headers: { ...genuine.headers, "x-twilio-signature": "AAAA" } },
      { ...genuine, body: Buffer.from(`${genuine.body}&Extra=1`) },
      { ...genuine, url: `${genuine.url}?call=${callId}` },
      signed({ url: url(path), params }, "another token"),
      signed({ url: url(path), params: { ...params, AccountSid: `AC${"9".repeat(32)}` } }),
    ];
    for (const raw of forged) expect((await store.twilio.post(raw)).status).toBe(403);
    expect(await shown(callId)).toBe(before);
  },
);

test("a browser that is not the one that carries the leg is sent away", async () => {
  const { callId } = await store.isCalled();
  const ana = await store.answers(store.world.ana, callId);
  const leg = await store.legOf(callId, store.world.ana);
  const other = await store.connects(store.world.ana, callId, store.world.ana.id);
  const foreign = await store.twilio.connect("somebody", leg);
  const nothing = await store.twilio.connect("sl_1_2", "");
  const customerLeg = await store.twilio.connect("sl_1_2", await store.world.customerLegOf(callId));
  expect([other.call, foreign, nothing, customerLeg].map(({ status }) => status)).toEqual([
    "busy",
    "busy",
    "busy",
    "busy",
  ]);
  expect(ana.call.status).toBe("in-progress");
});

test.each([
  ["without an id of the call", "", { CallSid: "" }, 400],
  ["with an odd id of the call", "", { CallSid: "CA1' or 1=1 --" }, 400],
  ["with a NUL in the number", "", { To: "+1415555\u00000100" }, 200],
  ["of a conference that is not ours", "/conference", { FriendlyName: "team meeting" }, 204],
  ["of a conference without a name", "/conference", {}, 204],
  ["of a call that we do not have", "/customer?call=0193a000-0000-7000-8000-000000000001", { CallStatus: "busy" }, 204],
  ["of a call whose id is none", "/customer?call=1", { CallStatus: "busy" }, 204],
  ["to a path that is none", "/nothing", {}, 404],
])("a request %s is answered calmly", async (_, path, more, status) => {
  const params = {
    AccountSid: `AC${"a".repeat(32)}`,
    CallSid: `CA${"e".repeat(32)}`,
    From: "+12065550142",
    To: "",
    ...more,
  };
  expect(await post({ url: url(path), params })).toBe(status);
});

test("what customers hear is served to everybody, as sound", async () => {
  for (const path of ["/ring.wav", "/music.wav"]) {
    const raw = { method: "GET", url: url(path), headers: {}, body: Buffer.alloc(0) };
    const { status, body } = await store.twilio.post(raw);
    expect([status, body.slice(0, 4)]).toEqual([200, "RIFF"]);
  }
});
