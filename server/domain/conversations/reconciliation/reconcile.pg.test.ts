import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import type { Db } from "@/db/client";
import { makePlace, SYSTEM } from "@/db/factories";
import { items, providerSync } from "@/db/schema";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { saveConnection } from "@/server/domain/settings/connections";
import { saveEndpoint } from "@/server/domain/settings/endpoints";
import { type FakeTwilio, fakeTwilio, listed, says } from "@/tests/fake-twilio";
import { freshPg } from "@/tests/fresh-pg";
import { jobContext } from "@/tests/job-context";
import { reconcile } from "./reconcile";

const ACCOUNT = `AC${"1".repeat(32)}`;
const ADDRESS = "+12065550110";
type Node = Parameters<typeof reconcile>[0];

const opened: Awaited<ReturnType<typeof freshPg>>[] = [];
afterAll(() => Promise.all(opened.map((one) => one.close())));
let db: Db;
let [a, b]: Node[] = [];
let twilio: FakeTwilio;
beforeEach(async () => {
  const database = await freshPg();
  opened.push(database);
  const node = async (): Promise<Node> =>
    jobContext(createCtx({ db: (await database.open()).db, actor: SYSTEM, now: () => new Date() }));
  [a, b] = [await node(), await node()];
  db = a.db;
  twilio = await fakeTwilio();
  const config = { accountSid: ACCOUNT, authToken: "t".repeat(32), apiBase: twilio.base };
  const account = { kind: "twilio-sms", account: ACCOUNT, label: "SMS", config };
  const { id: connectionId } = await saveConnection(a, account);
  const { id: placeId } = await makePlace(db);
  await saveEndpoint(a, { connectionId, address: ADDRESS, label: "texts", placeId });
});
afterEach(() => twilio.close());

const list = {
  messages: [1, 2, 3].map((n) => listed({ sid: `SM${n}`, at: new Date(Date.now() - 60_000 - n * 1000) })),
  next_page_uri: null,
};
const lists = () => twilio.next.push((_, res) => says(res, 200, list));
/** Delays the provider's next response. @returns, once it was requested, a function that sends it */
const listsLater = () =>
  new Promise<() => void>((asked) => {
    twilio.next.push((_, res) => asked(() => says(res, 200, list)));
  });
const mayBeginAgain = () => db.update(providerSync).set({ notBefore: new Date(0) });
const stored = async () => (await db.select().from(items)).map(({ externalId }) => externalId).sort();
const ALL = ["SM1", "SM2", "SM3"];

test("of two nodes one reconciles at a time, and the other does not start again right after it", async () => {
  const asked = listsLater();
  const comparing = reconcile(a as Node);
  const answer = await asked;
  await Promise.all([reconcile(b as Node), reconcile(b as Node), reconcile(a as Node)]);
  expect(twilio.asked).toHaveLength(1);
  answer();
  await comparing;
  await reconcile(b as Node);
  expect(twilio.asked).toHaveLength(1);
  expect(await stored()).toEqual(ALL);
  await mayBeginAgain();
  lists();
  await Promise.all([reconcile(a as Node), reconcile(b as Node)]);
  expect(twilio.asked).toHaveLength(2);
  expect(await stored()).toEqual(ALL);
});

test("a node that lost its lease stops, and nothing is received twice", async () => {
  const asked = listsLater();
  const slow = reconcile(a as Node);
  const answer = await asked;
  await mayBeginAgain();
  lists();
  await reconcile(b as Node);
  const [after] = await db.select().from(providerSync);
  answer();
  await slow;
  expect(await stored()).toEqual(ALL);
  expect(await db.select().from(providerSync)).toEqual([after]);
});
