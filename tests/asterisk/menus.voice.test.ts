import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFailed, test, vi } from "vitest";
import { menuContainment } from "@/server/domain/calls/menus/menu-containment";
import { saveSetting } from "@/server/domain/configuration/save-setting";
import { makeOrder, option } from "../menu-fixture";
import type { OutsideCall } from "./phone-network";
import { openStore, PINE, phoneHears, type Store } from "./store";

const SOON = { timeout: 60_000, interval: 50 };

let store: Store;
let customer: OutsideCall;
/** Callers of Pine Street hear a menu: 1 order status, 2 Harbor, 5 Spanish. */
beforeAll(async () => {
  store = await openStore();
  const { pine, harbor } = store.world;
  const options = [option("1", "order_status"), option("2", "place", { placeId: harbor.id })];
  options.push(option("5", "language", { language: "es" }));
  await saveSetting(store.world.system(), {
    ...{ key: "calls.menu", scope: { kind: "place", placeId: pine.id }, expectedVersion: 0 },
    own: { value: { enabled: true, greeting: null, withoutMenu: [], options } },
  });
  await store.server().stop();
  await store.restartServer();
  await vi.waitFor(() => store.edge.ari.get(`applications/${store.edge.settings.app}`), SOON);
});
afterAll(() => store?.close());
let callers = 0;
beforeEach(async () => {
  onTestFailed(async () => void process.stdout.write(await store.report()));
  customer = await store.outside.dial(PINE, { from: `+1206555${4000 + callers++}` });
  await phoneHears(customer, ["menu-welcome"]);
});
afterEach(async () => {
  await customer?.hangUp();
  await vi.waitFor(async () => expect((await call()).state).toBe("ended"), SOON);
});

const call = () => store.lastCall();
const counted = () => menuContainment(store.world.as(store.world.sue), {});

test("a caller hears the greeting and the options, chooses a store, and people there are rung", async () => {
  const ben = await store.sit("ben");
  await phoneHears(customer, ["menu-order-status"]);
  await customer.press("2");
  await ben.isRung();
  await ben.answers();
  await phoneHears(customer, ["ben"]);
  await ben.hears(["customer"]);
  expect((await call()).placeId).toBe(store.world.harbor.id);
  await ben.leaves();
});

test("a caller hears the status of their order, and hanging up then is an answer", async () => {
  const before = await counted();
  const now = new Date();
  await makeOrder(store.db, (await call()).customerId, {
    ...{ status: "pickup_available", placedAt: now, confirmedAt: now },
  });
  await customer.press("1");
  await phoneHears(customer, ["order-ready"]);
  const { toldAt } = (await call()).menu ?? {};
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(Date.parse(toldAt ?? "") + 3100), SOON);
  await customer.hangUp();
  await vi.waitFor(async () => expect((await call()).outcome).toBe("self_service"), SOON);
  expect(await counted()).toEqual({ calls: before.calls + 1, answered: before.answered + 1 });
});

test("after a status, 1 asks for a person at the store of the number", async () => {
  const ana = await store.sit("ana");
  const now = new Date();
  await makeOrder(store.db, (await call()).customerId, {
    ...{ status: "pickup_available", placedAt: now, confirmedAt: now },
  });
  await customer.press("1");
  await phoneHears(customer, ["order-ready"]);
  await customer.press("1");
  await ana.isRung();
  await ana.answers();
  await phoneHears(customer, ["ana"]);
  await ana.leaves();
});

test("a caller without orders hears that somebody helps, and is rung through", async () => {
  await customer.press("1");
  await phoneHears(customer, ["menu-no-status"]);
  await phoneHears(customer, ["hold"]);
  const { state, placeId } = await call();
  expect([state === "menu", placeId]).toEqual([false, store.world.pine.id]);
});

test("a caller who presses nothing hears the options again, and then rings the store of the number", async () => {
  const ana = await store.sit("ana");
  await phoneHears(customer, ["menu-try-again"]);
  await phoneHears(customer, ["menu-order-status"]);
  await phoneHears(customer, ["menu-somebody-helps"]);
  await ana.isRung();
  expect((await call()).placeId).toBe(store.world.pine.id);
  await ana.leaves();
});

test("a caller who chooses another language hears the options in it", async () => {
  await customer.press("5");
  await phoneHears(customer, ["pedido"]);
  expect((await call()).state).toBe("menu");
});

test("wrong keys are noticed", async () => {
  await customer.press("9");
  await phoneHears(customer, ["menu-try-again"]);
  await customer.press("#");
  await phoneHears(customer, ["menu-somebody-helps"]);
  await phoneHears(customer, ["hold"]);
});

test("a server that is killed in the middle of a menu leaves its caller there, and the next one hears the key", async () => {
  const ben = await store.sit("ben");
  await store.server().stop("SIGKILL");
  await store.restartServer();
  expect(await customer.state()).toBe("Up");
  await vi.waitFor(async () => expect((await call()).state).toBe("menu"), SOON);
  await vi.waitFor(() => store.edge.ari.get(`applications/${store.edge.settings.app}`), SOON);
  await vi.waitFor(async () => {
    await customer.press("2");
    await vi.waitFor(async () => expect((await call()).state).not.toBe("menu"), { timeout: 3000, interval: 50 });
  }, SOON);
  expect((await call()).placeId).toBe(store.world.harbor.id);
  await ben.reload();
  await ben.isRung();
  await ben.leaves();
});

test("the recordings that we ship are known to a phone system that has them", async () => {
  for (const name of ["menu-welcome", "menu-order-status", "digit-9", "order-canceled", "message"])
    expect(await store.network.ari.get(`sounds/storeline-${name}`)).toMatchObject({ id: `storeline-${name}` });
});
