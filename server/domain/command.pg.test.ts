import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import type { DbHandle } from "@/db/client";
import { makePlace, SYSTEM } from "@/db/factories";
import { openPostgres } from "@/db/postgres";
import { events, places } from "@/db/schema";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { freshPg } from "@/tests/fresh-pg";
import { startProxy, type TcpProxy } from "@/tests/tcp-proxy";
import { command } from "./command";

/* A proxy that cuts the connection of a command at a chosen point of its transaction. */

let database: Awaited<ReturnType<typeof freshPg>>;
let direct: DbHandle;
let proxied: DbHandle;
let proxy: TcpProxy;
let runs: number;

beforeEach(async () => {
  runs = 0;
  database = await freshPg();
  direct = await database.open(2);
  const { port } = new URL(database.url);
  proxy = await startProxy(Number(port));
  proxied = await openPostgres(database.url.replace(`:${port}/`, `:${proxy.port}/`), 2);
});
afterEach(async () => {
  proxy.onRequest = () => "pass";
  proxy.heal();
  await proxied.close();
  await proxy.close();
  await database.close();
});

const openPlace = command(z.object({}), async ({ tx, emit }) => {
  runs++;
  const { id } = await makePlace(tx);
  emit("note.added", { conversationId: id, seqs: [1] });
  return id;
});
const open = () => openPlace(createCtx({ db: proxied.db, actor: SYSTEM, now: () => new Date() }), {});

/** Loses the first request with this word, or the response to it. */
function loseOnce(word: string, what: "lose request" | "lose answer"): void {
  let isLost = false;
  proxy.onRequest = (data) => {
    if (isLost || !data.includes(word)) return "pass";
    isLost = true;
    return what;
  };
}

const stored = async () => [
  (await direct.db.select().from(places)).length,
  (await direct.db.select().from(events)).length,
];

test.each(["begin", 'insert into "places"', "insert into events"])(
  "a connection lost at %s: the command is run again and done once",
  async (word) => {
    loseOnce(word, "lose request");
    const id = await open();
    expect(await direct.db.select({ id: places.id }).from(places)).toEqual([{ id }]);
    expect(await stored()).toEqual([1, 1]);
  },
);

test("a process that was paused inside a transaction: the server has ended the session, and the command is retried", async () => {
  const [pause, go] = [deferred(), deferred()];
  const pausing = command(z.object({}), async ({ tx, emit }) => {
    runs++;
    const { id } = await makePlace(tx);
    if (runs === 1) {
      await tx.execute("set idle_in_transaction_session_timeout = 50");
      pause.resolve();
      await go.promise;
    }
    emit("note.added", { conversationId: id, seqs: [1] });
    return id;
  });
  const done = pausing(createCtx({ db: proxied.db, actor: SYSTEM, now: () => new Date() }), {});
  await pause.promise;
  const idle = "select 1 from pg_stat_activity where datname = current_database() and state = 'idle in transaction'";
  await vi.waitFor(
    async () => expect((await direct.db.execute(idle)) as unknown as { rows: [] }).toMatchObject({ rows: [] }),
    60_000,
  );
  go.resolve();
  const id = await done;
  expect(await direct.db.select({ id: places.id }).from(places)).toEqual([{ id }]);
  expect([runs, await stored()]).toEqual([2, [1, 1]]);
});

function deferred() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

test("a commit that never arrived is found to have failed: the command is retried and takes effect once", async () => {
  loseOnce("commit", "lose request");
  const id = await open();
  expect(await direct.db.select({ id: places.id }).from(places)).toEqual([{ id }]);
  expect([runs, await stored()]).toEqual([2, [1, 1]]);
});

test("a commit whose response was lost is found to have succeeded: the command is not retried", async () => {
  loseOnce("commit", "lose answer");
  const id = await open();
  expect(await direct.db.select({ id: places.id }).from(places)).toEqual([{ id }]);
  expect([runs, await stored()]).toEqual([1, [1, 1]]);
});

test("a commit with an unknown outcome is refused as unavailable and not retried", async () => {
  proxy.onRequest = (data) => {
    if (!data.includes("commit")) return "pass";
    proxy.onRequest = () => "lose request";
    return "lose answer";
  };
  await expect(open()).rejects.toMatchObject({ code: "unavailable" });
  expect([runs, await stored()]).toEqual([1, [1, 1]]);
});

test("a command whose connections are lost is retried for three seconds, and then fails", async () => {
  await open();
  const clock = vi.spyOn(performance, "now").mockReturnValue(0);
  onTestFinished(() => clock.mockRestore());
  let lost = 0;
  proxy.onRequest = () => {
    if (++lost === 3) clock.mockReturnValue(3000);
    return "lose request";
  };
  await expect(open()).rejects.toThrow();
  expect(lost).toBe(3);
});
