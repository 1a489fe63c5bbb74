import { readFileSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { eq, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFailed, test, vi } from "vitest";
import { callRecordings } from "@/db/schema";
import type { CardStage } from "@/server/contract/card-entries";
import { readParts } from "@/server/domain/calls/recordings/parts";
import { saveSetting } from "@/server/domain/configuration/save-setting";
import { sidesOf } from "@/server/lib/mu-law";
import { logsKeys } from "@/server/voice/asterisk/cards/card-sounds";
import { LOUD_DB } from "../hearing";
import { CANARIES } from "../leaks";
import type { OutsideCall } from "./phone-network";
import { GREETINGS, type Heard, voicesOver } from "./sound";
import { openStore, type Person, PINE, phoneHears, type Store } from "./store";

const SOON = { timeout: 60_000, interval: 100 };
const CANARY = CANARIES.card;
const TAKEN = { outcome: "taken", reference: "card_81", brand: "Visa", last4: "2213" };
/** Each key of a telephone has one of these tones; and what the customer alone is to hear. */
const KEYS_AND_PROMPTS = [
  697,
  770,
  852,
  941,
  GREETINGS["card-number"],
  GREETINGS["card-expiry"],
  GREETINGS["card-code"],
];
const SECRET = `whsec_${Buffer.alloc(32, "p").toString("base64")}`;

let store: Store;
let payments: Server;
let ana: Person;
let sue: Person;
/** What the payment service got, and how it answers. */
let asked: string[] = [];
let answer: (res: ServerResponse) => void;
const says = (body: unknown) => (res: ServerResponse) => void res.writeHead(200).end(JSON.stringify(body));

const set = (key: string, value: boolean) =>
  saveSetting(store.world.system(), {
    ...{ key, scope: { kind: "place", placeId: store.world.pine.id }, own: { value }, expectedVersion: 0 },
  });
/** Pine Street records its calls, and takes cards. */
beforeAll(async () => {
  payments = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    asked.push(Buffer.concat(chunks).toString());
    answer(res);
  });
  await new Promise<void>((resolve) => payments.listen(0, "127.0.0.1", resolve));
  store = await openStore();
  await set("calls.recording", true);
  await set("calls.card_entry", true);
  await printsKeys(false);
  await restart();
  [ana, sue] = [await store.sit("ana"), await store.sit("sue")];
});
afterAll(async () => {
  await store?.close();
  payments?.close();
});
beforeEach(() => onTestFailed(async () => void process.stdout.write(await store.report())));

async function restart(): Promise<void> {
  await store.server().stop("SIGKILL");
  const PAYMENT_URL = `http://127.0.0.1:${(payments.address() as AddressInfo).port}/cards`;
  await store.restartServer({ PAYMENT_URL, PAYMENT_SECRET: SECRET });
  await vi.waitFor(() => store.edge.ari.get(`applications/${store.edge.settings.app}`), SOON);
}

let quietFrom = 0;
/** Whether Asterisk prints each key. Its configuration for tests has that on. */
async function printsKeys(on: boolean): Promise<void> {
  const levels = (printed: boolean) => `error,verbose${printed ? ",dtmf" : ""}\n`;
  await store.edge.correct("logger.conf", levels(!on), levels(on));
  await vi.waitFor(async () => expect(await logsKeys(store.edge.ari)).toBe(on), SOON);
  if (!on) quietFrom = store.edge.console().length;
}

let callers = 0;
let customer: OutsideCall;
beforeEach(async () => {
  asked = [];
  answer = says(TAKEN);
  customer = await store.outside.dial(PINE, { from: `+1206555${4000 + callers++}` });
  await ana.isRung();
  await ana.answers();
  await Promise.all([ana.hears(["customer"]), phoneHears(customer, ["ana"])]);
  await isShown("recording");
});
afterEach(async () => {
  await customer?.hangUp();
  await vi.waitFor(async () => expect(await ana.calls()).toEqual([]), SOON);
});

const mine = () => ana.does((desk) => desk.mine());
const isShown = (state: string) => vi.waitFor(async () => expect((await mine())?.recording?.state).toBe(state), SOON);
const isAt = (stage: CardStage) => vi.waitFor(async () => expect((await mine())?.cardEntry?.stage).toBe(stage), SOON);
const takesCard = () =>
  ana.does((desk, entryId) => desk.client.calls.takeCard.mutate({ callId: desk.mine()?.id ?? "", entryId }), uuidv7());
const ends = () => ana.does((desk) => desk.client.calls.hangUp.mutate({ callId: desk.mine()?.id ?? "" }));
/** The customer is asked for a card. */
async function isAsked(): Promise<void> {
  await takesCard();
  await phoneHears(customer, ["card-number"]);
}
/** They and Ana hear each other, and the call says how it ended. */
async function isBack(outcome: string): Promise<void> {
  await Promise.all([ana.hears(["customer"]), phoneHears(customer, ["ana"])]);
  await vi.waitFor(async () => expect(await mine()).toMatchObject({ cardEntry: null, lastCard: { outcome } }), SOON);
  await isShown("recording");
}

/** From now on, a page remembers the loudest of the keys and prompts that it played. */
const listensFor = ({ page }: Person) =>
  page.evaluate((hz) => {
    const here = globalThis as unknown as { ear: { levels(hz: number[]): number[] }; loudest: number };
    here.loudest = -200;
    setInterval(() => {
      here.loudest = Math.max(here.loudest, ...here.ear.levels(hz));
    }, 50);
  }, KEYS_AND_PROMPTS);
const loudest = ({ page }: Person) => page.evaluate(() => (globalThis as unknown as { loudest: number }).loudest);

/** The recording of the last call, once it is stored. */
async function recording(): Promise<{ heard: Set<Heard>; durationMs: number }> {
  const { id } = await store.lastCall();
  const row = await vi.waitFor(async () => {
    const [found] = await store.db.select().from(callRecordings).where(eq(callRecordings.callId, id));
    expect(found?.state).toBe("ready");
    return found as typeof callRecordings.$inferSelect;
  }, SOON);
  const parts: Buffer[] = [];
  for await (const part of readParts(store.db, row.id, 0, row.bytes - 1)) parts.push(part);
  const sides = sidesOf(Buffer.concat(parts));
  const heard = [sides?.left, sides?.right].flatMap((side) => (side ? voicesOver(side).flat() : []));
  return { heard: new Set(heard), durationMs: row.durationMs ?? 0 };
}

/** Everything that is kept: every row of every table, the log, and what the phone system and the server printed. */
async function everythingKept(): Promise<string> {
  const { rows } = (await store.db.execute(
    sql`select schemaname as schema, tablename as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  )) as unknown as { rows: { schema: string; name: string }[] };
  const dumps = await Promise.all(
    rows.map(async ({ schema, name }) => {
      const table = sql`${sql.identifier(schema)}.${sql.identifier(name)}`;
      const found = (await store.db.execute(sql`select t::text as row from ${table} t`)) as unknown as {
        rows: { row: string }[];
      };
      return found.rows.map(({ row }) => row).join("\n");
    }),
  );
  expect(dumps.join("\n")).toContain("card_81");
  const log = readFileSync(process.env.LOG_FILE ?? "", "utf8");
  return [...dumps, log, store.server().output(), store.edge.console().slice(quietFrom)].join("\n");
}

test("no card is asked for while the phone system would log its keys", async () => {
  const offer = () => ana.does((desk) => desk.client.calls.cardOffer.query({ callId: desk.mine()?.id ?? "" }));
  expect(await offer()).toEqual({ refusal: null });
  await printsKeys(true);
  try {
    expect((await offer()).refusal?.reason).toBe("phoneSystemLogsKeys");
    await expect(takesCard()).rejects.toThrow("would log the keys");
  } finally {
    await printsKeys(false);
  }
  await ends();
});

test("nobody but the customer hears the keys and the questions, nothing of them is recorded or kept, and both hear each other again", async () => {
  const callId = (await mine())?.id ?? "";
  await sue.does((desk, id) => desk.supervise({ callId: id, mode: "listen" }), callId);
  await sue.hears(["customer", "ana"]);
  for (const person of [ana, sue]) await listensFor(person);
  await isAsked();
  await isShown("paused");
  // Somebody beside the customer reads the card aloud.
  customer.speaks("cora");
  await Promise.all([ana.hears([]), sue.hears(["ana"])]);
  await customer.press(CANARY);
  await isAt("expiry");
  await phoneHears(customer, ["card-expiry"]);
  await customer.press("#0931");
  await isAt("code");
  await phoneHears(customer, ["card-code"]);
  let release = () => {};
  answer = (res) => {
    release = () => says(TAKEN)(res);
  };
  await customer.press("736");
  await isAt("sending");
  await vi.waitFor(() => expect(asked).toHaveLength(1), SOON);
  expect(JSON.parse(asked[0] as string).card).toEqual({
    ...{ number: CANARY, expiryMonth: "09", expiryYear: "2031", securityCode: "736" },
  });
  await Promise.all([ana.hears([]), phoneHears(customer, [])]);
  customer.speaks("customer");
  const heardMeanwhile = [await loudest(ana), await loudest(sue)];
  release();
  await phoneHears(customer, ["card-taken"]);
  await isBack("taken");
  await sue.hears(["customer", "ana"]);
  for (const level of [...heardMeanwhile, await loudest(ana), await loudest(sue)]) expect(level).toBeLessThan(LOUD_DB);
  expect((await mine())?.lastCard).toMatchObject({ ...TAKEN, userId: ana.actor.id });
  await ends();
  const { heard, durationMs } = await recording();
  expect(heard).toEqual(new Set(["customer", "ana"]));
  expect(durationMs).toBeGreaterThan(500);
  const kept = await everythingKept();
  for (const part of [CANARY, CANARY.slice(0, 8), CANARY.slice(4, 12)])
    expect(kept.includes(part), "the card is kept somewhere").toBe(false);
  expect(store.edge.console().slice(quietFrom)).not.toMatch(/DTMF/);
});

test("star brings the customer back, and so does the colleague; keys that still come reach nobody", async () => {
  await isAsked();
  await customer.press("4029*");
  await phoneHears(customer, ["card-not-taken"]);
  await isBack("customer_canceled");
  await isAsked();
  await listensFor(ana);
  await customer.press("40291857304");
  await ana.does((desk) => desk.client.calls.cancelCard.mutate({ callId: desk.mine()?.id ?? "" }));
  await isBack("canceled");
  expect(await loudest(ana)).toBeLessThan(LOUD_DB);
  expect(asked).toEqual([]);
});

test("when the server is killed in the middle, the entry counts as interrupted, and the customer comes back", async () => {
  await isAsked();
  await customer.press(CANARY);
  await isAt("expiry");
  await restart();
  await isBack("interrupted");
  expect(asked).toEqual([]);
});

test("when a payment service refuses or breaks off, the colleague sees it, and the customer comes back", async () => {
  const enters = async () => {
    await isAsked();
    await customer.press(CANARY);
    await phoneHears(customer, ["card-expiry"]);
    await customer.press("0931");
    await phoneHears(customer, ["card-code"]);
    await customer.press("736");
  };
  answer = says({ outcome: "declined", reason: "The card has expired." });
  await enters();
  await isBack("declined");
  expect((await mine())?.lastCard?.reason).toBe("The card has expired.");
  answer = (res) => res.destroy();
  await enters();
  await isBack("unknown");
});

test("a customer who hangs up ends the entry with the call", async () => {
  await isAsked();
  await customer.press("4029");
  await customer.hangUp();
  await vi.waitFor(async () => expect(await ana.calls()).toEqual([]), SOON);
  const { cards, cardEntry } = await store.lastCall();
  expect([cardEntry, cards.map(({ outcome }) => outcome)]).toEqual([null, ["call_ended"]]);
});

test("when the phone system restarts in the middle, the call and the entry are over", async () => {
  await isAsked();
  await customer.press("4029");
  await store.edge.kill();
  await store.edge.start();
  await vi.waitFor(async () => expect(await ana.calls()).toEqual([]), { ...SOON, timeout: 60_000 });
  const { cards, cardEntry } = await store.lastCall();
  expect([cardEntry, cards.map(({ outcome }) => outcome)]).toEqual([null, ["call_ended"]]);
  expect(asked).toEqual([]);
});
