import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFailed, test, vi } from "vitest";
import { callLegs } from "@/db/schema";
import type { SupervisionMode } from "@/server/contract/live-calls";
import { accountOf } from "@/server/voice/asterisk/names";
import type { OutsideCall } from "./phone-network";
import { openStore, type Person, PINE, phoneHears, type Store } from "./store";

const SOON = { timeout: 60_000, interval: 100 };

let store: Store;
let ana: Person;
let ben: Person;
beforeAll(async () => {
  store = await openStore();
  [ana, ben] = [await store.sit("ana"), await store.sit("ben")];
});
afterAll(() => store?.close());
beforeEach(() => onTestFailed(async () => void process.stdout.write(await store.report())));

let callers = 0;
/** Another customer for each call: nobody's conversation decides who is rung. */
const newCaller = () => `+1206555${1000 + callers++}`;
let customer: OutsideCall;
afterEach(async () => {
  await customer?.hangUp();
  for (const one of [ana, ben]) await one.isFree();
});

/** A customer calls Pine Street, and it rings at Ana's. */
async function ringing({ from = newCaller() } = {}): Promise<void> {
  customer = await store.outside.dial(PINE, { from });
  await ana.isRung();
}

/** She answers, and they talk. */
async function talking(): Promise<void> {
  await ringing();
  await ana.answers();
  await Promise.all([ana.hears(["customer"]), phoneHears(customer, ["ana"])]);
}

/** How the customer's part in a call ended, and how the rings of people did. */
async function endsOf(callId: string) {
  const legs = await store.db.select().from(callLegs).where(eq(callLegs.callId, callId));
  const endsAs = (role: string) => [...new Set(legs.filter((leg) => leg.role === role).map(({ endedAs }) => endedAs))];
  return { customer: endsAs("customer"), staff: endsAs("staff") };
}

const isOver = () => vi.waitFor(async () => expect(await customer.state()).toBe("Over"), SOON);

test("a telephone rings the people of the store, and whoever answers and the customer hear each other until she ends the call", async () => {
  await ringing();
  await vi.waitFor(async () => expect(await customer.state()).toBe("Ringing"), SOON);
  await ana.answers();
  await Promise.all([ana.hears(["customer"]), phoneHears(customer, ["ana"])]);
  expect(await customer.state()).toBe("Up");
  await ana.does((desk) => desk.client.calls.hangUp.mutate({ callId: desk.mine()?.id ?? "" }));
  await isOver();
});

test("keys that are pressed on the keypad reach whoever was called, in order", async () => {
  await talking();
  for (const key of "1*0#") await ana.does((desk, one) => desk.softphone.sendKey(one), key);
  await vi.waitFor(() => expect(customer.keys()).toBe("1*0#"), SOON);
  await Promise.all([ana.hears(["customer"]), phoneHears(customer, ["ana"])]);
});

test("when the customer hangs up, the call is over for everybody", async () => {
  await talking();
  await customer.hangUp();
  await ana.isFree();
});

test("when the customer hangs up while it rings, the ring stops and the call is missed", async () => {
  await ringing();
  await customer.hangUp();
  await ana.isFree();
  // A ring that had only timed out would have ended as unanswered, and the call would still wait.
  const { id, state, outcome } = await store.lastCall();
  expect({ state, outcome }).toEqual({ state: "ended", outcome: "missed" });
  expect(await endsOf(id)).toEqual({ customer: ["hung_up"], staff: ["withdrawn"] });
});

test("a muted person is not heard and hears on; a customer on hold hears music and nobody hears them", async () => {
  await talking();
  await ana.does((desk) => desk.softphone.setMuted(true));
  await Promise.all([phoneHears(customer, []), ana.hears(["customer"])]);
  await ana.does((desk) => desk.softphone.setMuted(false));
  await phoneHears(customer, ["ana"]);
  await ana.holds(true);
  await Promise.all([phoneHears(customer, ["hold"]), ana.hears([])]);
  await ana.holds(false);
  await Promise.all([phoneHears(customer, ["ana"]), ana.hears(["customer"])]);
});

test("a colleague is consulted in private, all three talk, and the colleague goes on alone", async () => {
  await talking();
  await ana.does(
    (desk, userId) => desk.client.calls.consult.mutate({ callId: desk.mine()?.id ?? "", to: { userId } }),
    ben.actor.id,
  );
  await phoneHears(customer, ["hold"]);
  await ben.isRung();
  await ben.answers();
  await Promise.all([ana.hears(["ben"]), ben.hears(["ana"]), phoneHears(customer, ["hold"])]);
  await ana.does((desk) => desk.client.calls.join.mutate({ callId: desk.mine()?.id ?? "" }));
  await Promise.all([
    ana.hears(["customer", "ben"]),
    ben.hears(["customer", "ana"]),
    phoneHears(customer, ["ana", "ben"]),
  ]);
  await ana.does((desk) => desk.client.calls.completeTransfer.mutate({ callId: desk.mine()?.id ?? "" }));
  await Promise.all([ana.hears([]), ben.hears(["customer"]), phoneHears(customer, ["ben"])]);
});

test("a call that is sent to a colleague plays music until they answer, and then they talk", async () => {
  await talking();
  await ana.does(
    (desk, userId) =>
      desk.client.calls.transfer.mutate({
        ...{ callId: desk.mine()?.id ?? "", to: { userId } },
        card: { need: "A question about a repair", facts: "", promises: "", consent: "" },
      }),
    ben.actor.id,
  );
  await phoneHears(customer, ["hold"]);
  await ben.isRung();
  await ben.answers();
  await Promise.all([ben.hears(["customer"]), phoneHears(customer, ["ben"]), ana.hears([])]);
});

test("a supervisor hears a call unheard, speaks to the colleague alone, then to both, and takes the call over", async () => {
  const sue = await store.sit("sue");
  await talking();
  const callId = await ana.does((desk) => desk.mine()?.id ?? "");
  const supervise = (mode: SupervisionMode) => sue.does((desk, input) => desk.supervise(input), { callId, mode });
  await supervise("listen");
  await Promise.all([sue.hears(["customer", "ana"]), ana.hears(["customer"]), phoneHears(customer, ["ana"])]);
  await supervise("whisper");
  await Promise.all([sue.hears(["customer", "ana"]), ana.hears(["customer", "sue"]), phoneHears(customer, ["ana"])]);
  await supervise("barge");
  await Promise.all([
    ...[sue.hears(["customer", "ana"]), ana.hears(["customer", "sue"])],
    phoneHears(customer, ["ana", "sue"]),
  ]);
  await supervise("listen");
  await Promise.all([sue.hears(["customer", "ana"]), ana.hears(["customer"]), phoneHears(customer, ["ana"])]);
  await ana.holds(true);
  await Promise.all([sue.hears(["ana"]), phoneHears(customer, ["hold"])]);
  await sue.does((desk, id) => desk.client.calls.takeOver.mutate({ callId: id }), callId);
  await Promise.all([sue.hears(["customer"]), phoneHears(customer, ["sue"]), ana.hears([])]);
  await sue.does((desk, id) => desk.client.calls.hangUp.mutate({ callId: id }), callId);
  await isOver();
  await sue.leaves();
});

test("a supervisor goes on hearing a colleague who reloads, and stops when they leave the call", async () => {
  const sue = await store.sit("sue");
  await talking();
  const callId = await ana.does((desk) => desk.mine()?.id ?? "");
  await sue.does((desk, id) => desk.supervise({ callId: id, mode: "listen" }), callId);
  await sue.hears(["customer", "ana"]);
  await ana.reload();
  await Promise.all([sue.hears(["customer", "ana"]), phoneHears(customer, ["ana"])]);
  await sue.does((desk, id) => desk.client.calls.hangUp.mutate({ callId: id }), callId);
  await Promise.all([sue.hears([]), ana.hears(["customer"]), phoneHears(customer, ["ana"])]);
  await sue.leaves();
});

test("a tab that reloads while it rings is rung again, and can answer", async () => {
  await ringing();
  await ana.reload();
  await ana.isRung();
  await ana.answers();
  await Promise.all([ana.hears(["customer"]), phoneHears(customer, ["ana"])]);
});

test("a tab that reloads in the middle of a call comes back by itself, while the customer hears music", async () => {
  await talking();
  await ana.reload();
  await Promise.all([ana.hears(["customer"]), phoneHears(customer, ["ana"])]);
});

test("while our server is gone people talk on, and the next one takes the call over as it is", async () => {
  await talking();
  await store.server().stop("SIGKILL");
  await Promise.all([ana.hears(["customer"]), phoneHears(customer, ["ana"])]);
  await store.restartServer();
  await vi.waitFor(async () => expect((await ana.calls()).length).toBe(1), SOON);
  await ana.holds(true);
  await Promise.all([phoneHears(customer, ["hold"]), ana.hears([])]);
  await ana.holds(false);
  await Promise.all([phoneHears(customer, ["ana"]), ana.hears(["customer"])]);
});

test("a caller without a number is an unknown customer, and rings", async () => {
  await ringing({ from: "anonymous" });
  expect(await ana.does((desk) => desk.ringing()[0]?.customer)).toMatchObject({
    ...{ name: "Unknown caller", contact: "Number withheld" },
  });
});

test("a call for a number that is not ours is refused", async () => {
  customer = await store.outside.dial("+14155550999", { from: newCaller() });
  await isOver();
  expect(await ana.calls()).toEqual([]);
});

test("another tab takes the call over: it talks, and the first one falls silent", async () => {
  await talking();
  const tablet = await store.sit("ana");
  await vi.waitFor(async () => expect(await tablet.does((desk) => desk.mine() !== null)).toBe(true), SOON);
  await tablet.does((desk) => desk.move());
  await Promise.all([tablet.hears(["customer"]), phoneHears(customer, ["ana"]), ana.hears([])]);
  await customer.hangUp();
  await tablet.leaves();
});

test("signing out ends the phone: its account is gone, and the customer waits for somebody else", async () => {
  const abe = await store.sit("abe");
  await ringing();
  await abe.isRung();
  await abe.answers();
  await abe.hears(["customer"]);
  await store.signOut(abe);
  await phoneHears(customer, ["hold"]);
  const account = accountOf({ sessionId: abe.actor.sid, deviceId: await abe.does((desk) => desk.softphone.deviceId) });
  // Asterisk goes on listing an endpoint while a transaction of it waits for an answer; what lets the phone in is gone before.
  const letsIn = () => store.edge.ari.get(`asterisk/config/dynamic/res_pjsip/endpoint/${account}`);
  await vi.waitFor(() => expect(letsIn()).rejects.toMatchObject({ status: 404 }), SOON);
  await ana.isRung();
  await abe.leaves();
});

test("pages of the workspace may connect to the phone system, and those of the chat may not", async () => {
  const policyOf = async (path: string) =>
    (await fetch(`http://127.0.0.1:${store.server().port}${path}`)).headers.get("content-security-policy");
  const { origin } = new URL(store.edge.settings.sipUrl);
  expect(await policyOf("/inbox")).toContain(`connect-src 'self' ${origin};`);
  expect(await policyOf("/widget/app.html")).toContain("connect-src 'self';");
});

test("when the phone system dies the call says so and ends, and the next call after its return rings and is heard", async () => {
  await talking();
  await store.edge.kill();
  await vi.waitFor(
    async () => expect(await ana.does((desk) => desk.softphone.state.media?.isSystemDown)).toBe(true),
    SOON,
  );
  await store.edge.start();
  await vi.waitFor(async () => expect(await ana.calls()).toEqual([]), SOON);
  await customer.hangUp();
  await talking();
});
