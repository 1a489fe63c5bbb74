import { uuidv7 } from "uuidv7";
import { afterEach, expect, test, vi } from "vitest";
import { makeConnection, makeEndpoint, makePlace, makeUser, SYSTEM } from "@/db/factories";
import { openPostgres } from "@/db/postgres";
import type { LoggedEvent } from "@/server/contract/events";
import type { PersonActor } from "@/server/contract/team";
import { receiveMessage } from "@/server/domain/conversations/receiving/receive-message";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { syncHead } from "@/server/domain/sync/head";
import { syncSince } from "@/server/domain/sync/since";
import { dumpOf } from "@/tests/dump";
import { freshPg } from "@/tests/fresh-pg";
import { startCluster } from "@/tests/pg";
import { startRelay } from "./relay";

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** A shop with one store, one person and a number to text. */
async function shop() {
  const database = await freshPg();
  undo.push(() => database.close());
  const { db } = await database.open(4);
  const place = await makePlace(db);
  const connection = await makeConnection(db, { kind: "twilio-sms" });
  await makeEndpoint(db, { placeId: place.id, connectionId: connection.id, address: "+14155550100" });
  const { actor } = await makeUser(db, { placeIds: [place.id] });
  return { database, db, actor, connectionId: connection.id };
}

type OpenDb = Awaited<ReturnType<typeof openPostgres>>["db"];
const as = (db: OpenDb, actor: PersonActor) => createCtx({ db, actor, now: () => new Date() });

const text = (db: OpenDb, connectionId: string, body: string) =>
  receiveMessage(
    createCtx({ db, actor: SYSTEM, now: () => new Date() }),
    { connectionId },
    {
      kind: "message",
      externalId: `SM${uuidv7()}`,
      from: { kind: "phone", value: "+14155551234" },
      displayName: null,
      to: "+14155550100",
      text: body,
      attachments: [],
      alsoKnownAs: [],
      at: new Date(),
    },
  );

/** The events that a relay receives from a database from now on. */
async function listen(handle: Awaited<ReturnType<typeof openPostgres>>, onReplaced?: () => void) {
  const received: LoggedEvent[] = [];
  const relay = await startRelay({
    handle,
    pollMs: 100,
    onEvents: async (batch) => void received.push(...batch),
    moveJobs: async () => 0,
    ...(onReplaced ? { onReplaced } : {}),
  });
  undo.push(() => relay.stop());
  return { received, relay };
}

test("a dump restored into a younger server: old cursors are void, the old log is not dispatched again, new events flow", async () => {
  const { database, db, actor, connectionId } = await shop();
  await burn(db, 3000);
  for (let n = 0; n < 5; n++) await text(db, connectionId, `before ${n}`);
  const { cursor } = await syncHead({ db });

  const dump = await dumpOf(database.url);
  undo.push(() => dump.remove());
  // Sent after the dump and lost with the old server, but a screen has seen it.
  await text(db, connectionId, "after the dump");
  const { cursor: later } = await syncHead({ db });
  const old = await lastTx(db);

  const cluster = await startCluster();
  undo.push(() => cluster.stop());
  await dump.restore(cluster.url());
  const restored = await openPostgres(cluster.url(), 4);
  undo.push(() => restored.close());
  const young = await lastTx(restored.db);
  expect(young, "the new server numbers its transactions from the beginning").toBeLessThan(old - 100);

  for (const gone of [cursor, later])
    expect(await syncSince(as(restored.db, actor), { cursor: gone })).toMatchObject({ reset: true });
  const { received } = await listen(restored);
  const head = await syncHead({ db: restored.db });
  await text(restored.db, connectionId, "after the restore");
  await vi.waitFor(() => expect(received.filter(isText)).toHaveLength(1), 60_000);
  // Past the numbers of the old server, where its cursors would point into the new log and events would be repeated.
  await burn(restored.db, old - young + 100);
  await text(restored.db, connectionId, "much later");
  await vi.waitFor(() => expect(received.filter(isText)).toHaveLength(2), 60_000);
  expect(await syncSince(as(restored.db, actor), { cursor: later })).toMatchObject({ reset: true });
  const answer = await syncSince(as(restored.db, actor), head);
  expect(answer.reset).toBe(false);
  expect(JSON.stringify(answer)).toContain("much later");
  expect(JSON.stringify(answer)).not.toContain("before 4");

  const again = await openPostgres(cluster.url(), 2);
  undo.push(() => again.close());
  expect(await syncSince(as(again.db, actor), head), "an ordinary start voids nothing").toMatchObject({ reset: false });
});

test("a node whose log is replaced reports it once and continues", async () => {
  const { db, database, connectionId } = await shop();
  const replaced = vi.fn();
  const { received } = await listen(await database.open(3), replaced);
  await text(db, connectionId, "one");
  await vi.waitFor(() => expect(received.filter(isText)).toHaveLength(1), 60_000);
  await db.execute("update log_epoch set source = 'elsewhere'");
  await database.open(1);
  await vi.waitFor(() => expect(replaced).toHaveBeenCalledTimes(1), 60_000);
  await text(db, connectionId, "two");
  await vi.waitFor(() => expect(received.filter(isText)).toHaveLength(2), 60_000);
  expect(replaced).toHaveBeenCalledTimes(1);
});

const isText = (event: LoggedEvent) => event.type === "message.received";

async function lastTx(db: OpenDb): Promise<number> {
  const { rows } = (await db.execute("select pg_current_xact_id()::text as tx")) as unknown as {
    rows: { tx: string }[];
  };
  return Number(rows[0]?.tx);
}

/** Uses up transaction ids. */
const burn = (db: OpenDb, count: number) =>
  db.execute(`do $$ begin for n in 1..${count} loop perform pg_current_xact_id(); commit; end loop; end $$`);
