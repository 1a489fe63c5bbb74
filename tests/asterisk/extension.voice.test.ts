import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFailed, test, vi } from "vitest";
import { isRegistered, isTrunkUp, makeExtension } from "./extension";
import type { OutsideCall } from "./phone-network";
import { openPhones } from "./phones";
import type { Extension } from "./start-asterisk";
import { HARBOR, openStore, type Person, PINE, phoneHears, type Store } from "./store";

const SOON = { timeout: 60_000, interval: 100 };
const extension: Extension = { user: "200", password: "the right one", number: PINE };
const second: Extension = { user: "201", password: "that of the second store", number: HARBOR };
const REFUSED = /response '401' received from 'sip:127\.0\.0\.2:\d+' on registration attempt to 'sip:200@/;

let store: Store;
let ana: Person;
let customer: OutsideCall;
beforeAll(async () => {
  const phones = await openPhones({ extensions: [extension, second] });
  await makeExtension(phones.network, { ...extension, password: "another one" });
  await makeExtension(phones.network, second);
  store = await openStore(Promise.resolve(phones));
  ana = await store.sit("ana");
});
afterAll(() => store?.close());
beforeEach(() => onTestFailed(async () => void process.stdout.write(await store.report())));
afterEach(async () => {
  await customer?.hangUp();
  await ana.isFree();
});

const registered = () => isRegistered(store.network, extension);
const trunkUp = () => isTrunkUp(store.server().port);

/** A customer calls the extension, Ana answers, and they talk. */
async function talking(): Promise<void> {
  customer = await store.outside.dial(PINE, { from: "+12065550142", endpoint: `PJSIP/${extension.user}` });
  await ana.isRung();
  await ana.answers();
  await Promise.all([ana.hears(["customer"]), phoneHears(customer, ["ana"])]);
}

test("a password that the PBX refuses shows in Asterisk's log and in Storeline's metrics, and the right one needs no restart", async () => {
  await vi.waitFor(() => expect(store.edge.console()).toMatch(REFUSED), SOON);
  expect(await registered()).toBe(false);
  expect(await trunkUp()).toBe(false);
  await makeExtension(store.network, extension);
  await vi.waitFor(async () => expect(await registered()).toBe(true), SOON);
  await vi.waitFor(async () => expect(await trunkUp()).toBe(true), SOON);
});

test("a password that changes at the PBX is corrected in the file, while a call goes on", async () => {
  await talking();
  await makeExtension(store.network, { ...extension, password: "the next one" });
  await vi.waitFor(async () => expect(await trunkUp()).toBe(false), SOON);
  await store.edge.correct(`pjsip-extension-${extension.user}.conf`, extension.password, "the next one");
  await vi.waitFor(async () => expect(await trunkUp()).toBe(true), SOON);
  await Promise.all([ana.hears(["customer"]), phoneHears(customer, ["ana"])]);
  extension.password = "the next one";
});

test("a call to the extension rings the people of the store, and whoever answers and the customer hear each other", async () => {
  await talking();
  await ana.holds(true);
  await Promise.all([phoneHears(customer, ["hold"]), ana.hears([])]);
  await ana.holds(false);
  await Promise.all([phoneHears(customer, ["ana"]), ana.hears(["customer"])]);
});

test("each extension has the number of its store: a call to the second one rings there", async () => {
  const { user } = second;
  await vi.waitFor(async () => expect(await isRegistered(store.network, second)).toBe(true), SOON);
  const ben = await store.sit("ben");
  customer = await store.outside.dial(HARBOR, { from: "+12065550143", endpoint: `PJSIP/${user}` });
  await ben.isRung();
  expect(await ana.calls()).toEqual([]);
  await ben.leaves();
});

test("a customer is called through the PBX, with the store's number", async () => {
  await talking();
  const conversationId = await ana.does((desk) => desk.mine()?.conversationId ?? "");
  await customer.hangUp();
  await ana.isFree();
  await ana.does((desk, id) => desk.callOut(id), conversationId);
  const phone = await store.outside.rung("+12065550142");
  expect(phone.from).toBe(PINE);
  customer = await phone.answer("customer");
  await Promise.all([ana.hears(["customer"]), phoneHears(customer, ["ana"])]);
});

test("a PBX that restarts and has forgotten the extension is registered at again, and calls come in", async () => {
  await store.network.kill();
  store.network.forgetRegistrations();
  await vi.waitFor(async () => expect(await trunkUp()).toBe(false), SOON);
  await store.network.start();
  await makeExtension(store.network, extension);
  await vi.waitFor(async () => expect(await registered()).toBe(true), SOON);
  await vi.waitFor(async () => expect(await trunkUp()).toBe(true), SOON);
  await talking();
});
