import { uuidv7 } from "uuidv7";
import { afterEach, beforeEach, test } from "vitest";
import type { SupervisionMode } from "@/server/contract/live-calls";
import { consultOnCall, joinCall } from "@/server/domain/calls/consult-on-call";
import { hangUpCall } from "@/server/domain/calls/hang-up-call";
import { superviseCall, takeCallOver } from "@/server/domain/calls/supervise-call";
import { type PhoneCall, type Seat, TwilioStore } from "@/tests/twilio/store";

/* A supervisor on a call that a double of Twilio carries. */

let store: TwilioStore;
let callId: string;
let customer: PhoneCall;
let ana: Seat;
const deviceId = uuidv7();
beforeEach(async () => {
  store = await TwilioStore.open();
  ({ callId, customer } = await store.isCalled());
  ana = await store.answers(store.world.ana, callId);
  await store.hear([customer, ["Ana"]]);
});
afterEach(() => store.close());

const supervise = (mode: SupervisionMode) =>
  store.does(callId, () => superviseCall(store.as(store.world.sue), { callId, mode, deviceId }));
/** Sue listens, and her browser connects. */
async function listening(): Promise<Seat> {
  await supervise("listen");
  return store.connects(store.world.sue, callId, deviceId);
}

test("a supervisor who listens hears everybody and is heard by nobody", async () => {
  const sue = await listening();
  await store.hear([sue, ["Ana", "customer"]], [customer, ["Ana"]], [ana, ["customer"]]);
});

test("a whisper is heard by the colleague alone, and whoever barges in by everybody", async () => {
  const sue = await listening();
  await supervise("whisper");
  await store.hear([sue, ["Ana", "customer"]], [ana, ["Sue", "customer"]], [customer, ["Ana"]]);
  await supervise("barge");
  await store.hear([customer, ["Ana", "Sue"]], [ana, ["Sue", "customer"]]);
  await supervise("whisper");
  await store.hear([customer, ["Ana"]], [ana, ["Sue", "customer"]]);
  await supervise("listen");
  await store.hear([customer, ["Ana"]], [ana, ["customer"]], [sue, ["Ana", "customer"]]);
});

test("a whisper reaches whose call it is, and no customer while their colleague's browser is gone", async () => {
  await listening();
  await supervise("whisper");
  await store.hear([ana, ["Sue", "customer"]]);
  store.twilio.end(ana.call);
  await store.hear([customer, ["music"]]);
  const again = await store.connects(store.world.ana, callId, ana.deviceId);
  await store.hear([again, ["Sue", "customer"]], [customer, ["Ana"]]);
});

test("of two colleagues on the line a whisper reaches the one whose call it is", async () => {
  store.world.available.push(store.world.ben);
  const to = { userId: store.world.ben.id };
  await store.does(callId, () => consultOnCall(store.as(store.world.ana), { callId, to }));
  const ben = await store.answers(store.world.ben, callId);
  await store.does(callId, () => joinCall(store.as(store.world.ana), { callId }));
  await listening();
  await supervise("whisper");
  await store.hear([ana, ["Ben", "Sue", "customer"]], [ben, ["Ana", "customer"]], [customer, ["Ana", "Ben"]]);
});

test("a supervisor who takes the call over talks with the customer alone", async () => {
  const sue = await listening();
  await store.does(callId, () => takeCallOver(store.as(store.world.sue), { callId }));
  await store.isOver(sue.call);
  const holder = await store.connects(store.world.sue, callId, deviceId);
  await store.hear([customer, ["Sue"]], [holder, ["customer"]]);
  await store.isOver(ana.call);
});

test("a supervisor who leaves leaves the others talking, and one alone keeps no call alive", async () => {
  const sue = await listening();
  await store.does(callId, () => hangUpCall(store.as(store.world.sue), { callId }));
  await store.isOver(sue.call);
  await store.hear([customer, ["Ana"]], [ana, ["customer"]]);
  const again = await listening();
  await store.does(callId, () => hangUpCall(store.as(store.world.ana), { callId }));
  await store.isOver(again.call);
});
