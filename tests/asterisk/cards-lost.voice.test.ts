import { uuidv7 } from "uuidv7";
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFailed, test, vi } from "vitest";
import type { CardStage } from "@/server/contract/card-entries";
import { saveSetting } from "@/server/domain/configuration/save-setting";
import type { Channel } from "@/server/voice/asterisk/ari";
import { CANARIES } from "../leaks";
import type { OutsideCall } from "./phone-network";
import { TRUNK } from "./start-asterisk";
import { openStore, type Person, PINE, phoneHears, type Store } from "./store";

/* A colleague whose page or line is gone while their customer enters a card; and a trunk that sends keys as tones. */

const SOON = { timeout: 60_000, interval: 100 };
const CANARY = CANARIES.card;
/** No card gets so far. */
const PAYMENTS = {
  PAYMENT_URL: "http://127.0.0.1:9/cards",
  PAYMENT_SECRET: `whsec_${Buffer.alloc(32, "p").toString("base64")}`,
};

let store: Store;
let ana: Person;
let abe: Person;
beforeAll(async () => {
  store = await openStore();
  await saveSetting(store.world.system(), {
    ...{ key: "calls.card_entry", scope: { kind: "place", placeId: store.world.pine.id } },
    ...{ own: { value: true }, expectedVersion: 0 },
  });
  await store.edge.correct("logger.conf", "error,verbose,dtmf\n", "error,verbose\n");
  await store.server().stop();
  await store.restartServer(PAYMENTS);
  await vi.waitFor(() => store.edge.ari.get(`applications/${store.edge.settings.app}`), SOON);
  ana = await store.sit("ana");
});
afterAll(() => store?.close());
beforeEach(() => onTestFailed(async () => void process.stdout.write(await store.report())));

let callers = 0;
let customer: OutsideCall;
beforeEach(async () => {
  customer = await store.outside.dial(PINE, { from: `+1206555${4500 + callers++}` });
  await ana.isRung();
  await ana.answers();
  await Promise.all([ana.hears(["customer"]), phoneHears(customer, ["ana"])]);
});
afterEach(async () => {
  await customer?.hangUp();
  await vi.waitFor(async () => expect((await store.lastCall()).state).toBe("ended"), SOON);
});

const takesCard = () =>
  ana.does((desk, entryId) => desk.client.calls.takeCard.mutate({ callId: desk.mine()?.id ?? "", entryId }), uuidv7());
async function isAsked(): Promise<void> {
  await takesCard();
  await phoneHears(customer, ["card-number"]);
}
const stage = async () => (await store.lastCall()).cardEntry?.stage ?? null;
const isAt = (expected: CardStage | null) => vi.waitFor(async () => expect(await stage()).toBe(expected), SOON);
const outcomes = async () => (await store.lastCall()).cards.map(({ outcome }) => outcome);
/** The customer ends the entry by the star key, and both hear each other again. */
async function comesBack(): Promise<void> {
  await customer.press("*");
  await Promise.all([ana.hears(["customer"]), phoneHears(customer, ["ana"])]);
  await isAt(null);
  expect(await outcomes()).toEqual(["customer_canceled"]);
}

test("a colleague who loads their page again finds the entry where it is, and the customer comes back to them", async () => {
  await isAsked();
  await customer.press(CANARY);
  await isAt("expiry");
  await ana.reload();
  await phoneHears(customer, ["card-expiry"]);
  await vi.waitFor(async () => expect(await ana.does((desk) => desk.mine()?.cardEntry?.stage)).toBe("expiry"), SOON);
  await customer.press("0931");
  await isAt("code");
  await ana.hears([]);
  await comesBack();
});

test("a colleague whose line breaks off is rung again by themselves, and the entry goes on", async () => {
  await isAsked();
  const theirs = (await store.edge.ari.get<Channel[]>("channels")).filter(
    ({ name }) => !name.includes(`PJSIP/${TRUNK}`),
  );
  expect(theirs).toHaveLength(1);
  const [before] = theirs;
  await store.edge.ari.delete(`channels/${before?.id}`);
  await vi.waitFor(async () => {
    const now = (await store.edge.ari.get<Channel[]>("channels")).filter(
      ({ name }) => !name.includes(`PJSIP/${TRUNK}`),
    );
    expect(now.map(({ name, state }) => [name !== before?.name, state])).toEqual([[true, "Up"]]);
  }, SOON);
  await customer.press(CANARY);
  await isAt("expiry");
  await ana.hears([]);
  await comesBack();
});

test("keys that the trunk sends as tones are read, and heard by nobody", async () => {
  await customer.hangUp();
  await ana.isFree();
  await store.network.correct("pjsip-trunk.conf", "dtmf_mode = auto", "dtmf_mode = inband");
  try {
    customer = await store.outside.dial(PINE, { from: `+1206555${4500 + callers++}` });
    await ana.isRung();
    await ana.answers();
    await Promise.all([ana.hears(["customer"]), phoneHears(customer, ["ana"])]);
    await isAsked();
    for (const key of CANARY) await customer.press(key);
    await isAt("expiry");
    await phoneHears(customer, ["card-expiry"]);
    await ana.hears([]);
    await comesBack();
  } finally {
    await store.network.correct("pjsip-trunk.conf", "dtmf_mode = inband", "dtmf_mode = auto");
  }
});

test("a colleague whose browser is killed loses the customer, who hears that no card was taken, and waits for another one", async () => {
  abe = await store.sit("abe");
  await isAsked();
  await customer.press(CANARY);
  await isAt("expiry");
  await ana.leaves();
  await customer.press("09");
  await phoneHears(customer, ["card-not-taken"]);
  await vi.waitFor(async () => expect(await outcomes()).toEqual(["left"]), SOON);
  await isAt(null);
  await abe.isRung();
  await abe.answers();
  await Promise.all([abe.hears(["customer"]), phoneHears(customer, ["cora"])]);
  expect((await store.lastCall()).holderId).toBe(abe.actor.id);
});
