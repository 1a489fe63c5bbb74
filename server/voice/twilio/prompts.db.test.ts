import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { callbacks } from "@/db/schema";
import type { Menu } from "@/server/contract/menus";
import { option } from "@/tests/menu-fixture";
import { PUBLIC_URL } from "@/tests/twilio/account";
import { callParams, signed } from "@/tests/twilio/callbacks";
import { type PhoneCall, SOON, TwilioStore } from "@/tests/twilio/store";

/* What customers hear before anybody is there, and answer with keys, at a double of Twilio. */

const CALLER = "+12065550142";
let store: TwilioStore;
beforeEach(async () => {
  store = await TwilioStore.open();
});
afterEach(() => store.close());

const heard = (customer: PhoneCall, what: unknown) =>
  vi.waitFor(() => expect(store.twilio.hears(customer)).toEqual([what]), SOON);
const promptOf = async (callId: string) => (await store.world.stored(callId)).prompt;
const shows = (callId: string, state: string) =>
  vi.waitFor(async () => expect((await store.world.stored(callId)).state).toBe(state), SOON);
/** What Twilio asks when a prompt was heard, or answered. */
const hearsOf = async (customer: PhoneCall, callId: string, id: string, Digits = "") => {
  const url = `${PUBLIC_URL}/api/webhooks/twilio-voice/heard?call=${callId}&what=prompt&id=${id}`;
  return store.twilio.post(signed({ url, params: { ...callParams(customer), Digits } }));
};

async function waiting() {
  store.world.reachable.add(CALLER);
  await store.settings.set("calls.queue_announcement", { enabled: true, everySeconds: 20 });
  await store.settings.set("calls.callback_offer", true);
  const { customer, callId } = await store.isCalled(CALLER);
  await store.wait(21);
  return { customer, callId };
}
const POSITION = "You are next in line. To be called back without losing your place, press 1.";

test("a customer who waits hears how many are before them, and then music; people are rung meanwhile", async () => {
  const { customer, callId } = await waiting();
  await heard(customer, POSITION);
  expect(await store.world.sides(callId)).toContain("Ana ringing");
  await store.twilio.hearsOut(customer);
  await heard(customer, "music");
  await vi.waitFor(async () => expect(await promptOf(callId)).toBeNull(), SOON);
  const ana = await store.answers(store.world.ana, callId);
  await store.hear([customer, ["Ana"]], [ana, ["customer"]]);
});

test("whoever answers in the middle of it talks to the customer at once", async () => {
  const { customer, callId } = await waiting();
  await heard(customer, POSITION);
  const ana = await store.answers(store.world.ana, callId);
  await store.hear([customer, ["Ana"]], [ana, ["customer"]]);
});

test("a customer who presses 1 hears that they will be called back, and then the call ends", async () => {
  const { customer, callId } = await waiting();
  await heard(customer, POSITION);
  await store.twilio.presses(customer, "1");
  await heard(customer, "We will call you back at this number. Goodbye.");
  await store.twilio.hearsOut(customer);
  await store.isOver(customer);
  expect(await store.outcome(callId)).toBe("callback");
  expect(await store.world.db.select().from(callbacks)).toHaveLength(1);
});

test("a customer who was seen outside is told nothing again though the answer to the request was lost", async () => {
  store.twilio.movesFail = ["answer lost"];
  await waiting();
  await vi.waitFor(() => expect(store.twilio.movesFail).toEqual([]), SOON);
  store.passes(60);
  await store.wait(14);
  expect(store.twilio.asked.filter((one) => /next\+in\+line/.test(one))).toHaveLength(1);
});

test("another key asks for nothing: the customer goes on waiting", async () => {
  const { customer, callId } = await waiting();
  await heard(customer, POSITION);
  await store.twilio.presses(customer, "7");
  await heard(customer, "music");
  expect(await store.outcome(callId)).toBeNull();
});

test("a customer who hangs up in the middle of it has called in vain", async () => {
  const { customer, callId } = await waiting();
  await heard(customer, POSITION);
  store.twilio.end(customer);
  await store.ends(callId, "missed");
});

test("the end of a prompt that is reported again, late, or of another call changes nothing", async () => {
  const { customer, callId } = await waiting();
  await heard(customer, POSITION);
  const id = (await promptOf(callId))?.id ?? "";
  expect((await hearsOf(customer, "0193a000-0000-7000-8000-000000000001", id, "1")).body).toContain("<Hangup/>");
  expect((await hearsOf(customer, callId, "0193a000-0000-7000-8000-000000000001", "1")).status).toBe(200);
  expect((await hearsOf(customer, callId, "not an id", "11")).status).toBe(200);
  expect((await promptOf(callId))?.id).toBe(id);
  expect((await hearsOf(customer, callId, id)).status).toBe(200);
  for (let again = 0; again < 2; again++) expect((await hearsOf(customer, callId, id, "1")).status).toBe(200);
  expect([await store.outcome(callId), await promptOf(callId)]).toEqual([null, null]);
  await heard(customer, "music");
});

test("a prompt that the server before began is said again, and its key counts once", async () => {
  const { customer, callId } = await waiting();
  await heard(customer, POSITION);
  await store.stop();
  await store.start();
  await vi.waitFor(() => expect(store.twilio.asked.filter((one) => /next\+in\+line/.test(one))).toHaveLength(2), SOON);
  await heard(customer, POSITION);
  await store.twilio.presses(customer, "1");
  await vi.waitFor(async () => expect(await store.outcome(callId)).toBe("callback"), SOON);
});

async function setMenu(values: Partial<Menu> = {}): Promise<void> {
  const { harbor } = store.world;
  await store.settings.set("calls.menu", {
    ...{ enabled: true, greeting: "own/hello", withoutMenu: [] },
    options: [
      option("1", "order_status"),
      option("2", "place", { placeId: harbor.id, sound: "own/harbor" }),
      option("3", "voicemail"),
      option("5", "language", { language: "es" }),
      option("9", "repeat"),
    ],
    ...values,
  });
}
const MENU =
  /^Thank you for calling\. For the status of your order, press 1\. To talk to Harbor, press 2\. .*press 9\.$/;

test("a caller hears the menu, with the names of stores, and is rung through to the one they choose", async () => {
  await setMenu();
  const { customer, callId } = await store.isCalled();
  await heard(customer, expect.stringMatching(MENU));
  expect(await store.world.sides(callId)).toEqual(["customer up"]);
  store.world.available.push(store.world.ben);
  await store.twilio.presses(customer, "2");
  await heard(customer, "music");
  expect((await store.world.stored(callId)).placeId).toBe(store.world.harbor.id);
  const ben = await store.answers(store.world.ben, callId);
  await store.hear([customer, ["Ben"]], [ben, ["customer"]]);
});

test("the menu goes on in Spanish, and takes a message in it", async () => {
  await setMenu();
  const { customer, callId } = await store.isCalled();
  await heard(customer, expect.stringMatching(MENU));
  await store.twilio.presses(customer, "5");
  await heard(
    customer,
    expect.stringMatching(/^Para saber el estado de su pedido, presione 1\. Para hablar con Harbor/),
  );
  await store.twilio.presses(customer, "3");
  await heard(customer, expect.stringMatching(/^Deje un mensaje después del tono/));
  await shows(callId, "voicemail");
});

test.each([429, 400, 500, "request lost"] as const)(
  "a caller goes on to the next step of the menu when the first request for it failed (%s)",
  async (failure) => {
    await setMenu();
    const { customer } = await store.isCalled();
    await heard(customer, expect.stringMatching(MENU));
    store.twilio.movesFail = [failure];
    await store.twilio.presses(customer, "5");
    await vi.waitFor(() => expect(store.twilio.movesFail).toEqual([]), SOON);
    if (failure === "request lost") store.passes(7);
    await heard(customer, expect.stringMatching(/^Para saber el estado de su pedido/));
  },
);

test("a caller who presses nothing, and then #, is rung through", async () => {
  await setMenu();
  const { customer, callId } = await store.isCalled();
  await heard(customer, expect.stringMatching(MENU));
  await store.twilio.hearsOut(customer);
  await heard(customer, expect.stringMatching(/^Sorry, I did not get that\./));
  await store.twilio.presses(customer, "#");
  await heard(customer, "One moment, please. Somebody will help you.");
  await store.twilio.hearsOut(customer);
  await heard(customer, "music");
  await shows(callId, "ringing");
});

test("a menu whose keys nobody reports ends by itself, and the store is rung", async () => {
  await setMenu();
  const { customer, callId } = await store.isCalled();
  await heard(customer, expect.stringMatching(MENU));
  store.world.later(140);
  await store.world.watch();
  await heard(customer, expect.stringMatching(/^Sorry, I did not get that\./));
  expect((await store.world.stored(callId)).state).toBe("menu");
});
