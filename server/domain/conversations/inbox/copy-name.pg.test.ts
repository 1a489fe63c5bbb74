import pg from "pg";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { DbHandle } from "@/db/client";
import { makeConversation, makeCustomer, makeEndpoint, makePlace, makeUser, SYSTEM } from "@/db/factories";
import { jobs } from "@/db/schema";
import type { LoggedEvent } from "@/server/contract/events";
import type { Ctx } from "@/server/domain/context";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { logHead, readLog } from "@/server/outbox/event-log";
import { freshPg } from "@/tests/fresh-pg";
import { inbound } from "@/tests/inbound";
import { receiveMessage } from "../receiving/receive-message";
import { COPY_BATCH, type CopyName, copyName } from "./copy-name";

const MANY = 100_000;
const NUMBER = "+14155550100";
const FROM = "+14155559999";
let database: Awaited<ReturnType<typeof freshPg>>;
let handle: DbHandle;
let ctx: Ctx;
let place: Awaited<ReturnType<typeof makePlace>>;
let endpoint: Awaited<ReturnType<typeof makeEndpoint>>;

beforeEach(async () => {
  database = await freshPg();
  handle = await database.open();
  ctx = createCtx({ db: handle.db, actor: SYSTEM, now: () => new Date() });
  place = await makePlace(handle.db, { name: "Pine Street" });
  endpoint = await makeEndpoint(handle.db, { placeId: place.id, address: NUMBER });
});
afterEach(() => database.close());

const query = async <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
  (await (handle.raw as pg.Pool).query(text, values)).rows as Row[];
const rename = (name: string) => query("update places set name = $1 where id = $2", [name, place.id]);
const text = (body: string, from = FROM) =>
  receiveMessage(ctx, { connectionId: endpoint.connectionId }, inbound(NUMBER, from, body));
const namesShown = async () =>
  (await query<{ name: string }>("select distinct place_name as name from conversations order by 1")).map(
    ({ name }) => name,
  );

/** Sessions that are writing or locking conversations. */
const locksOnConversations = () =>
  query(
    "select mode from pg_locks where relation = 'conversations'::regclass and mode in ('RowShareLock', 'RowExclusiveLock')",
  );

/** The jobs that renames have enqueued, as the worker would get them. */
async function takeJobs(): Promise<CopyName[]> {
  return (await handle.db.delete(jobs).returning()).map(({ payload }) => payload as CopyName);
}

/** As many conversations of this place as a year produces. */
async function fill(count: number): Promise<void> {
  const { id: customerId } = await makeCustomer(handle.db);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  // Names are set here and references are valid, so triggers and constraints are switched off.
  await client.query("set session_replication_role = replica");
  await client.query(
    `insert into conversations (id, customer_id, customer_name, origin_place_id, place_id, place_name, status, channel,
       endpoint_id, contact_kind, contact_value, preview, last_message_at)
     select overlay(overlay(md5('talk' || n) placing '4' from 13) placing '8' from 17)::uuid, $1, 'Customer', $2, $2, $3,
       case when n % 10 = 0 then 'open' else 'resolved' end, 'twilio-sms', $4, 'phone', '+12065550100', 'Is it in?',
       now() - make_interval(mins => n)
     from generate_series(1, $5::int) n`,
    [customerId, place.id, place.name, endpoint.id, count],
  );
  await client.query("analyze conversations");
  await client.end();
}

/** How many conversations each statement changed, while this runs. */
async function changedBy(run: () => Promise<unknown>): Promise<number[]> {
  const counts: number[] = [];
  const plain = pg.Client.prototype.query as (...all: unknown[]) => unknown;
  const spy = vi.spyOn(pg.Client.prototype, "query").mockImplementation(function (this: pg.Client, ...args: unknown[]) {
    const text = (typeof args[0] === "string" ? args[0] : (args[0] as { text?: string }).text) ?? "";
    if (!/update conversations/.test(text)) return plain.apply(this, args) as never;
    const count = (result?: pg.QueryResult) => void counts.push(result?.rowCount ?? 0);
    const done = args.at(-1);
    // The pool passes a callback; everybody else awaits a promise.
    if (typeof done === "function")
      return plain.apply(this, [
        ...args.slice(0, -1),
        (error: unknown, result: pg.QueryResult) => {
          count(result);
          done(error, result);
        },
      ]) as never;
    const sent = plain.apply(this, args) as Promise<pg.QueryResult>;
    void sent.then(count, () => {});
    return sent as never;
  });
  try {
    await run();
  } finally {
    spy.mockRestore();
  }
  return counts;
}

test("while a place of 100,000 conversations is renamed, only a few are locked at a time and messages continue; finally all show the name", async () => {
  await fill(MANY);
  const { conversationId } = await text("Hello?");
  const renaming = new pg.Client({ connectionString: database.url });
  await renaming.connect();
  await renaming.query("begin");
  await renaming.query("update places set name = 'Pine Street West' where id = $1", [place.id]);
  // The uncommitted rename locks the place and no conversation.
  expect(await locksOnConversations()).toEqual([]);
  await text("while it is renamed");
  await renaming.query("commit");
  await renaming.end();
  const [job] = await takeJobs();
  if (!job) throw new Error("the rename asked for no job");
  const head = await logHead(handle.db);
  let pauses = 0;
  const pause = async () => {
    if (pauses++ % 100 !== 0) return;
    // Between two statements there is neither a lock on a conversation nor an open transaction.
    expect(await locksOnConversations()).toEqual([]);
    expect(
      await query(
        "select 1 from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'",
      ),
    ).toEqual([]);
    expect((await text(`still here ${pauses}`)).conversationId).toBe(conversationId);
  };
  const changed = await changedBy(() => copyName(ctx, job, { pause, runMs: 600_000 }));
  expect(pauses).toBeGreaterThanOrEqual(MANY / COPY_BATCH);
  expect(Math.max(...changed)).toBeLessThanOrEqual(COPY_BATCH);
  expect(changed.reduce((sum, rows) => sum + rows, 0)).toBeGreaterThanOrEqual(MANY);
  expect(await namesShown()).toEqual(["Pine Street West"]);
  // A second event follows when all rows have the name, because rows fetched meanwhile may not.
  const published: LoggedEvent[] = await readLog(handle.db, head, 500);
  expect(published.filter(({ type }) => type === "place.changed").map(({ payload }) => payload)).toEqual([
    { placeId: place.id },
  ]);
});

test("a message to a conversation, and a new conversation, never wait for a rename that is being copied", async () => {
  await fill(1000);
  const { conversationId } = await text("Hello?");
  await rename("Pine Street West");
  const [job] = await takeJobs();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  // The job skips a conversation that is locked, and returns to it when it is free.
  await client.query("begin");
  await client.query("select 1 from conversations where id = $1 for update", [conversationId]);
  let isLocked = true;
  let others = 0;
  const pause = async (ms: number) => {
    const { length } = await query("select 1 from conversations where place_name = 'Pine Street'");
    await text("new here", `+1415555${String(1000 + others++)}`);
    if (length > 1 || !isLocked) return;
    expect(ms).toBeGreaterThan(0);
    isLocked = false;
    await client.query("commit");
  };
  await copyName(ctx, job as CopyName, { pause });
  await client.end();
  expect(others).toBeGreaterThan(0);
  expect(await namesShown()).toEqual(["Pine Street West"]);
});

test("renames and moves during a copy, concurrent copies, and interrupted runs all end with the current name everywhere", async () => {
  await fill(3000);
  const other = await makePlace(handle.db, { name: "Harbor" });
  const { actor: ana } = await makeUser(handle.db, { placeIds: [place.id] });
  const mine = await makeConversation(handle.db, { placeId: place.id, assigneeId: ana.id });
  let n = 0;
  const pause = async () => {
    n++;
    if (n === 2) await rename("Pine Street West");
    if (n === 3)
      await query("update conversations set place_id = $1 where place_id = $2 and status = 'open'", [
        other.id,
        place.id,
      ]);
    if (n === 4) await rename("Pine Street East");
    if (n === 5) await query("update conversations set place_id = $1 where place_id = $2", [place.id, other.id]);
    if (n === 6) await query("update users set name = 'Ana Ruiz' where id = $1", [ana.id]);
    if (n % 4 === 0) await text("hello", `+1415555${1000 + n}`);
  };
  await rename("Pine Street North");
  for (let asked = await takeJobs(); asked.length > 0; asked = await takeJobs()) {
    // Jobs run at least once: here each runs twice at the same time, and stops early to be enqueued again.
    const runs = [...asked, ...asked].map((job, at) => copyName(ctx, job, { pause, runMs: at === 0 ? 20 : 60_000 }));
    await Promise.all(runs);
  }
  expect(n).toBeGreaterThan(6);
  expect(await namesShown()).toEqual(["Pine Street East"]);
  const [row] = await query<{ name: string }>("select assignee_name as name from conversations where id = $1", [
    mine.id,
  ]);
  expect(row?.name).toBe("Ana Ruiz");
});

test("an older name never overwrites a newer one: a copy waits for a rename in progress and copies its result", async () => {
  await fill(10);
  await rename("Pine Street West");
  const [job] = await takeJobs();
  const renaming = new pg.Client(database.url);
  await renaming.connect();
  await renaming.query("begin");
  await renaming.query("update places set name = 'Pine Street East' where id = $1", [place.id]);
  const copying = copyName(ctx, job as CopyName);
  const waiting = () =>
    query("select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
  await vi.waitFor(async () => expect(await waiting()).toHaveLength(1), 60_000);
  expect(await namesShown()).toEqual(["Pine Street"]);
  await renaming.query("commit");
  await renaming.end();
  await copying;
  expect(await namesShown()).toEqual(["Pine Street East"]);
});
