import { uuidv7 } from "uuidv7";
import { beforeEach, expect, test } from "vitest";
import { type CardContext, type EnteredCard, type PaymentAnswer, PaymentError } from "@/server/contract/payments";
import { takeCard } from "@/server/domain/calls/cards/take-card";
import { hangUpForCustomer } from "@/server/domain/calls/hang-up-call";
import { CANARIES } from "@/tests/leaks";
import { logLines } from "@/tests/log-lines";
import { type TelephoneWorld, telephoneWorld } from "@/tests/telephone-fixture";
import { until } from "@/tests/until";
import { type Ari, AriError } from "../ari";
import { CardDesk } from "./card-desk";

const CHANNEL = "edge-1.7";
const CARD: EnteredCard = { number: CANARIES.card, expiry: "0931", code: "736" };

let world: TelephoneWorld;
let callId: string;
let desk: CardDesk;
/** The sounds that are played, by playback, in order. */
let played: [id: string, media: string][];
let sent: { card: EnteredCard; context: CardContext }[];
let answer: () => Promise<PaymentAnswer>;

const ari = {
  async get(resource: string) {
    if (resource.startsWith("sounds/")) return { formats: [{ language: "en" }] };
    throw new AriError(404, resource);
  },
  async post(resource: string, query: { media: string }) {
    const [, playback] = /\/play\/(.+)$/.exec(resource) ?? [];
    if (playback) played.push([playback, query.media.replaceAll("sound:storeline-card-", "")]);
  },
  delete: async () => {},
} as unknown as Ari;

/** Maya talks to Ana, who asks for a card. */
beforeEach(async () => {
  world = await telephoneWorld();
  [played, sent] = [[], []];
  answer = async () => ({ outcome: "taken", reference: "card_81", brand: "Visa", last4: "2213" });
  world.connected.payments = {
    take(card, context) {
      sent.push({ card, context });
      return answer();
    },
  };
  await world.set("calls.card_entry", true);
  callId = await world.calls();
  await world.answer(world.ana, callId);
  await takeCard(world.as(world.ana), { callId, entryId: uuidv7() });
  desk = newDesk();
});

const newDesk = () => new CardDesk(world.system(), ari, () => {});
const conform = async () => desk.conform(await world.stored(callId), CHANNEL, "en");
const stage = async () => (await world.stored(callId)).cardEntry?.stage;
const outcome = async () => (await world.stored(callId)).cards.at(-1)?.outcome;
const lastPlayed = () => played.at(-1)?.[1];
async function press(keys: string): Promise<void> {
  for (const key of keys) desk.keyPressed(CHANNEL, key);
  await conform();
}
/** The customer has entered everything, and the payment service is asked. */
async function entered(): Promise<void> {
  await conform();
  await press(CARD.number);
  await press(CARD.expiry);
  await press(CARD.code);
  expect(await stage()).toBe("sending");
  expect(sent).toEqual([]);
  await conform();
}
const isOver = (expected: string) => until(async () => expect(await outcome()).toBe(expected), 10_000);

test("each field is asked for once, and the card is sent once, after the call knows that it is", async () => {
  await conform();
  await conform();
  expect(played.map(([, media]) => media)).toEqual(["number"]);
  await press(CARD.number);
  expect([await stage(), lastPlayed()]).toEqual(["expiry", "expiry"]);
  await press("#1326");
  expect([await stage(), lastPlayed()]).toEqual(["expiry", "invalid,expiry"]);
  await press(CARD.expiry);
  await press(CARD.code);
  await conform();
  await conform();
  await isOver("taken");
  const { conversationId, customerId, placeId, cards } = await world.stored(callId);
  const context = { callId, conversationId, customerId, placeId, userId: world.ana.id, entryId: cards[0]?.id };
  expect(sent).toEqual([{ card: CARD, context }]);
});

test("keys of other channels are not read", async () => {
  await conform();
  for (const key of CARD.number) desk.keyPressed("another", key);
  await conform();
  expect(await stage()).toBe("number");
});

test("another process knows nothing of what was entered, and ends the entry", async () => {
  await conform();
  await press(CARD.number);
  desk = newDesk();
  await conform();
  expect(await outcome()).toBe("interrupted");
});

test("so does this one after it lost its connection; but not an entry that is sent already", async () => {
  let release = (_: PaymentAnswer): void => {};
  answer = () => new Promise((resolve) => (release = resolve));
  await entered();
  desk.forget();
  await conform();
  expect(await outcome()).toBeUndefined();
  release({ outcome: "declined", reason: "No." });
  await isOver("declined");
});

test("a process that dies while the service is asked leaves that nobody knows; an answer after the call's end counts", async () => {
  let release = (_: PaymentAnswer): void => {};
  answer = () => new Promise((resolve) => (release = resolve));
  await entered();
  const dead = desk;
  desk = newDesk();
  await conform();
  expect(await outcome()).toBe("unknown");
  await hangUpForCustomer(world.system(), { callId });
  expect(dead).not.toBe(desk);
  release({ outcome: "taken", reference: "card_81", brand: "Visa", last4: "2213" });
  await isOver("taken");
});

test.each(["unreachable", "unknown"] as const)(
  "a service that is %s is logged without the card, and the call goes on",
  async (what) => {
    const since = logLines();
    answer = async () => {
      throw new PaymentError(what, "status 503");
    };
    await entered();
    await isOver(what);
    expect(since()).toContain("payment_service_failed");
    expect(since()).not.toContain(CARD.number);
  },
);

test("a question that cannot be played ends the entry", async () => {
  await conform();
  desk.playbackEnded(played[0]?.[0] ?? "", "failed");
  await conform();
  expect(await outcome()).toBe("interrupted");
});

test("the customer hears how it ended, and comes back once they press nothing any more", async () => {
  await conform();
  await press("4*");
  await conform();
  expect(lastPlayed()).toBe("not-taken,back");
  desk.playbackEnded(played.at(-1)?.[0] ?? "", "done");
  desk.keyPressed(CHANNEL, "4");
  await conform();
  expect(await stage(), "they still press keys").toBe("ending");
  await until(async () => {
    await conform();
    expect(await stage()).toBeUndefined();
  }, 60_000);
  expect((await world.sides(callId)).includes("customer up held")).toBe(false);
});

test("so does a customer whose colleague is lost, to the queue", async () => {
  await conform();
  await press("4029");
  await world.wait(30, [world.ana]);
  await conform();
  expect([await outcome(), lastPlayed()]).toEqual(["left", "not-taken,back"]);
  desk.playbackEnded(played.at(-1)?.[0] ?? "", "done");
  desk.keyPressed(CHANNEL, "1");
  await conform();
  expect(await stage(), "they still press keys").toBe("ending");
  await until(async () => {
    await conform();
    expect(await stage()).toBeUndefined();
  }, 60_000);
});
