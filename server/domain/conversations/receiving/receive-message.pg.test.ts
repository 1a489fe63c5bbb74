import { asc, eq, sql } from "drizzle-orm";
import pg from "pg";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import type { DbHandle } from "@/db/client";
import { makeEndpoint } from "@/db/factories";
import { conversations, customers, events, items } from "@/db/schema";
import { freshPg } from "@/tests/fresh-pg";
import { inbound, makeStore } from "@/tests/inbound";
import { claimNextDelivery } from "../delivery/claim-delivery";
import { retryMessage } from "../sending/retry-message";
import { sendMessage } from "../sending/send-message";
import { resolveConversation } from "../status/resolve-conversation";
import { snoozeConversation } from "../status/snooze-conversation";
import { receiveMessage } from "./receive-message";

type Database = Awaited<ReturnType<typeof freshPg>>;
let database: Database;
let nodes: [DbHandle, DbHandle];
let store: Awaited<ReturnType<typeof makeStore>>;
const opened: Database[] = [];

beforeEach(async () => {
  database = await freshPg();
  opened.push(database);
  nodes = [await database.open(), await database.open()];
  store = await makeStore(nodes[0].db);
});
afterAll(() => Promise.all(opened.map((one) => one.close())));

/** A text that reaches one of the two nodes. */
const text = (node: 0 | 1, from: string, body: string, externalId = `SM${uuidv7()}`) =>
  receiveMessage(
    { ...store.ctx, db: nodes[node].db },
    store.sms,
    inbound(store.endpoint.address, from, body, { externalId }),
  );
const timeline = (conversationId: string) =>
  nodes[0].db.select().from(items).where(eq(items.conversationId, conversationId)).orderBy(asc(items.seq));
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

test("20 texts at once from an unknown number, on two nodes, are one customer, one conversation, 1..20", async () => {
  const received = await Promise.all(upTo(20).map((n) => text((n % 2) as 0 | 1, "+14155550100", `text ${n}`)));
  expect(new Set(received.map((one) => one.conversationId)).size).toBe(1);
  expect(await nodes[0].db.select().from(customers)).toHaveLength(1);
  const [conversation] = await nodes[0].db.select().from(conversations);
  expect(conversation).toMatchObject({ lastSeq: 20, lastPublicSeq: 20, lastInboundSeq: 20 });
  const rows = await timeline(conversation?.id ?? "");
  expect(rows.map((row) => row.seq)).toEqual(upTo(20));
  expect(received.map((one) => one.seq).sort((a, b) => a - b)).toEqual(upTo(20));
});

test("many unknown numbers at once, on two nodes, are as many customers and conversations", async () => {
  const numbers = upTo(30).map((n) => `+1415555${String(1000 + n)}`);
  await Promise.all(numbers.flatMap((from) => [text(0, from, "a"), text(1, from, "b"), text(0, from, "c")]));
  expect(await nodes[0].db.select().from(customers)).toHaveLength(30);
  const all = await nodes[0].db.select().from(conversations);
  expect(all).toHaveLength(30);
  expect(all.every((one) => one.lastSeq === 3)).toBe(true);
});

test("a visitor who proves a number while that number texts for the first time is the same person", async () => {
  const web = await makeEndpoint(nodes[0].db, { placeId: store.place.id, channel: "webchat" });
  const pairs = upTo(15).map((n) => ({ visitor: `v${n}`, phone: `+1415555${1000 + n}` }));
  await Promise.all(
    pairs.flatMap(({ visitor, phone }) => {
      const from = { kind: "visitor" as const, value: visitor };
      const proven = { from, alsoKnownAs: [{ kind: "phone" as const, value: phone }] };
      const chat = inbound(web.address, "", "chat", proven);
      const other = { ...store.ctx, db: nodes[1].db };
      return [text(0, phone, "text"), receiveMessage(other, { connectionId: web.connectionId }, chat)];
    }),
  );
  expect(await nodes[0].db.select().from(customers)).toHaveLength(15);
  expect(await nodes[0].db.select().from(conversations)).toHaveLength(15);
});

test("the same webhook three times, on two nodes at once, is one item", async () => {
  const results = await Promise.all(([0, 1, 0] as const).map((node) => text(node, "+14155550100", "hello", "SM1")));
  expect(results.map((one) => one.outcome).sort()).toEqual(["applied", "duplicate", "duplicate"]);
  expect(new Set(results.map((one) => `${one.conversationId} ${one.seq}`)).size).toBe(1);
  expect(await nodes[0].db.select().from(items)).toHaveLength(1);
});

test("concurrent replies and texts on two nodes keep numbers dense and in commit order", async () => {
  const { conversationId } = await text(0, "+14155550100", "hello");
  const replies = upTo(20).map((n) =>
    sendMessage(
      { ...store.staff, db: nodes[n % 2 ? 0 : 1].db },
      { conversationId, clientMessageId: uuidv7(), body: `reply ${n}`, seenSeq: 9999 },
    ),
  );
  const texts = upTo(20).map((n) => text((n % 2) as 0 | 1, "+14155550100", `text ${n}`));
  await Promise.all([...replies, ...texts]);
  const rows = await timeline(conversationId);
  // Twenty replies to an unassigned conversation claim it once.
  expect(rows.flatMap((row) => row.system?.type ?? [])).toEqual(["claimed"]);
  expect(rows.map((row) => row.seq)).toEqual(upTo(42));
  expect(rows.flatMap((row) => row.publicSeq ?? [])).toEqual(upTo(41));
});

test("two workers never send two messages of one conversation at a time, nor one message twice", async () => {
  const { conversationId } = await text(0, "+14155550100", "hello");
  const input = { conversationId, clientMessageId: uuidv7(), body: "reply", seenSeq: 9999 };
  await sendMessage(store.staff, input);
  await sendMessage(store.staff, { ...input, clientMessageId: uuidv7(), body: "second" });
  const claims = await Promise.all(
    upTo(8).map((n) => claimNextDelivery({ ...store.ctx, db: nodes[n % 2 ? 0 : 1].db }, { conversationId })),
  );
  expect(claims.filter(Boolean).map((one) => one?.text)).toEqual(["reply"]);
});

test("the same send on two nodes at once is one message", async () => {
  const { conversationId } = await text(0, "+14155550100", "hello");
  const input = { conversationId, clientMessageId: uuidv7(), body: "reply", seenSeq: 9999 };
  const sent = await Promise.all(
    upTo(6).map((n) => sendMessage({ ...store.staff, db: nodes[n % 2 ? 0 : 1].db }, input)),
  );
  expect(new Set(sent.map((item) => item.id)).size).toBe(1);
  expect((await timeline(conversationId)).map(({ kind }) => kind)).toEqual(["message", "system", "message"]);
});

test("a reply that commits at the same moment as a STOP is either before it or refused", async () => {
  const { conversationId } = await text(0, "+14155550100", "hello");
  const input = () => ({ conversationId, clientMessageId: uuidv7(), body: "reply", seenSeq: 9999 });
  const [, ...sends] = await Promise.allSettled([
    text(1, "+14155550100", "STOP"),
    ...upTo(6).map(() => sendMessage(store.staff, input())),
  ]);
  const rows = await timeline(conversationId);
  const stopped = rows.find((row) => row.system?.type === "consent_revoked")?.seq ?? 0;
  const after = rows.filter((row) => row.direction === "out" && row.seq > stopped);
  expect(stopped).toBeGreaterThan(0);
  expect(after).toEqual([]);
  expect(sends.filter((one) => one.status === "fulfilled")).toHaveLength(
    rows.filter((row) => row.direction === "out").length,
  );
});

test("two taps on Retry, on two nodes, are one new attempt", async () => {
  const { conversationId } = await text(0, "+14155550100", "hello");
  const input = { conversationId, clientMessageId: uuidv7(), body: "reply", seenSeq: 9999 };
  const { id: itemId } = await sendMessage(store.staff, input);
  await nodes[0].db.update(items).set({ deliveryStatus: "failed" }).where(eq(items.id, itemId));
  const tries = await Promise.all(
    nodes.map(({ db }) => retryMessage({ ...store.staff, db }, { conversationId, itemId })),
  );
  expect(tries.map((item) => item.delivery?.attempt)).toEqual([2, 2]);
});

test("a message that arrives alone costs exactly one commit", async () => {
  await text(0, "+14155550100", "hello");
  const before = await committed();
  for (const n of upTo(10)) await text(0, "+14155550100", `text ${n}`);
  const now = await committed();
  expect(now - before).toBe(10n);
});

test("messages that arrive together share commits and statements", async () => {
  const numbers = upTo(64).map((n) => `+1415555${String(1000 + n)}`);
  for (const from of numbers) await text(0, from, "hello");
  const before = await committed();
  const logged = await countEvents();
  await Promise.all(numbers.flatMap((from) => [text(0, from, "a"), text(0, from, "b")]));
  expect(await committed()).toBeLessThanOrEqual(before + 6n);
  expect((await countEvents()) - logged).toBeLessThanOrEqual(128);
});

test("a known customer's text into an open conversation is one statement, and nothing else", async () => {
  const { conversationId } = await text(0, "+14155550100", "hello");
  const query = vi.spyOn(pg.Client.prototype, "query");
  await text(0, "+14155550100", "again");
  const said = query.mock.calls.map(([first]) => String((first as { text?: string })?.text ?? first).trim());
  query.mockRestore();
  expect(said.map((statement) => statement.split(/\s+/)[0]?.toLowerCase())).toEqual(["with"]);
  expect(await timeline(conversationId)).toHaveLength(2);
});

test("texts that arrive during a resolve or a snooze are all stored, before or after it, and none twice", async () => {
  for (const round of upTo(10)) {
    const from = `+1415555${1000 + round}`;
    const { conversationId } = await text(0, from, "hello");
    const bodies = upTo(12).map((n) => `text ${n}`);
    const close = [
      resolveConversation({ ...store.staff, db: nodes[1].db }, { conversationId }),
      snoozeConversation(
        { ...store.staff, db: nodes[1].db },
        { conversationId, until: new Date(store.ctx.now().getTime() + 60_000).toISOString() },
      ),
    ];
    await Promise.allSettled([...bodies.map((body, n) => text((n % 2) as 0 | 1, from, body)), ...close]);
    const said = (await timeline(conversationId)).filter((row) => row.direction === "in").map((row) => row.body);
    expect(said.sort()).toEqual([...bodies, "hello"].sort());
  }
});

/** The number of assigned transaction ids: one per writing transaction; reads take none. */
async function committed(): Promise<bigint> {
  const { rows } = (await nodes[1].db.execute(
    sql`select pg_snapshot_xmax(pg_current_snapshot())::text as x`,
  )) as unknown as {
    rows: { x: string }[];
  };
  return BigInt(rows[0]?.x ?? 0);
}

const countEvents = async () => (await nodes[1].db.select({ id: events.id }).from(events)).length;
