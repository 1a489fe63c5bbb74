import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFailed, test, vi } from "vitest";
import type { OutsideCall } from "./phone-network";
import { openPhones } from "./phones";
import { openStore, type Person, PINE, phoneHears, type Store } from "./store";
import { DESK, storePbx } from "./store-pbx";

const SOON = { timeout: 60_000, interval: 100 };
const CALLER = "+12065550142";

let store: Store;
let ana: Person;
let customer: OutsideCall;
beforeAll(async () => {
  store = await openStore(openPhones({ pbx: storePbx([PINE]) }));
  ana = await store.sit("ana");
});
afterAll(() => store?.close());
beforeEach(() => onTestFailed(async () => void process.stdout.write(await store.report())));
afterEach(async () => {
  await customer?.hangUp();
  await ana.isFree();
});

/** A customer calls the store's number, Ana's browser, which has registered at the PBX, rings, and they talk. */
async function talking(): Promise<void> {
  customer = await store.outside.dial(PINE, { from: CALLER });
  await ana.isRung();
  await ana.answers();
  await Promise.all([ana.hears(["customer"]), phoneHears(customer, ["ana"])]);
}

test("browsers register at the store's own PBX, and the calls of its desk phones go on untouched by ours", async () => {
  const other = await store.outside.dial(DESK, { from: "+12065550143", voice: "cora" });
  const desk = await (await store.outside.rung(DESK)).answer("ben");
  const deskTalks = () => Promise.all([phoneHears(other, ["ben"]), phoneHears(desk, ["cora"])]);
  await deskTalks();
  await talking();
  await ana.holds(true);
  await Promise.all([phoneHears(customer, ["hold"]), ana.hears([]), deskTalks()]);
  await ana.holds(false);
  await store.server().stop("SIGKILL");
  await store.restartServer();
  await vi.waitFor(async () => expect((await ana.calls()).length).toBe(1), SOON);
  await Promise.all([phoneHears(customer, ["ana"]), ana.hears(["customer"]), deskTalks()]);
  await customer.hangUp();
  await ana.isFree();
  await deskTalks();
  await other.hangUp();
  await vi.waitFor(async () => expect(await desk.state()).toBe("Over"), SOON);
});

test("a customer is called by the PBX's way to its carrier, with the store's number", async () => {
  await talking();
  const conversationId = await ana.does((page) => page.mine()?.conversationId ?? "");
  await customer.hangUp();
  await ana.isFree();
  await ana.does((page, id) => page.callOut(id), conversationId);
  const phone = await store.outside.rung(CALLER);
  expect(phone.from).toBe(PINE);
  customer = await phone.answer("customer");
  await Promise.all([ana.hears(["customer"]), phoneHears(customer, ["ana"])]);
});
