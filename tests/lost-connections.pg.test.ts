import pg from "pg";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeConversation, makeEndpoint, makePlace, makeUser } from "@/db/factories";
import { cookieOf } from "./doors";
import { freshPg } from "./fresh-pg";
import { type Load, startLoad } from "./load";
import { type NodeProcess, ready, SMS_ACCOUNT, startNode, statusOf, textVia } from "./node-process";
import { startProxy, type TcpProxy } from "./tcp-proxy";

/* Two real server processes on one PostgreSQL, whose connections are lost or go silent. */

const TO = "+14155550100";
const ROUNDS = 20;
const RECOVERY_MS = 10_000;
const GRACE_SECONDS = 12;
/** A query of before the silence may wait for its own deadline, and free its place in the pool only then. */
const HEALED_MS = 25_000;
let database: Awaited<ReturnType<typeof freshPg>>;
let admin: pg.Client;
let nodes: NodeProcess[];
let load: Load;
let proxy: TcpProxy;
const publicUrl = "http://inbox.example";

beforeEach(async () => {
  database = await freshPg();
  const { db } = await database.open(2);
  admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  const direct = new URL(database.url);
  proxy = await startProxy(Number(direct.port));
  const proxied = database.url.replace(`:${direct.port}/`, `:${proxy.port}/`);
  const settings = { DATABASE_URL: proxied, PUBLIC_URL: publicUrl, LIVEZ_GRACE_SECONDS: String(GRACE_SECONDS) };
  nodes = [await startNode(settings), await startNode(settings)];
  for (const { port } of nodes)
    await vi.waitFor(async () => expect(await ready(port)).toBe(200), { timeout: 60_000, interval: 100 });
  const place = await makePlace(db);
  const { rows } = await admin.query("select id from connections");
  await makeEndpoint(db, { placeId: place.id, connectionId: rows[0].id, address: TO });
  const { id: conversationId } = await makeConversation(db, { placeId: place.id });
  const cookie = await cookieOf((await makeUser(db, { placeIds: [place.id] })).actor);
  load = startLoad({ nodes, publicUrl, to: TO, cookie, conversationId });
}, 120_000);
afterEach(async () => {
  await load.stop();
  await Promise.all(nodes.map((node) => node.stop()));
  await proxy.close();
  await admin.end();
  await database.close();
});

test("every connection terminated 20 times under load: no node ends, nothing accepted is lost, each round is over in 10 s", async () => {
  for (let round = 1; round <= ROUNDS; round++) {
    const before = load.accepted();
    await vi.waitFor(() => expect(load.accepted()).toBeGreaterThan(before + 10), {
      timeout: RECOVERY_MS,
      interval: 20,
    });
    const began = performance.now();
    await terminateAll();
    await recovered(`round ${round}`);
    expect(performance.now() - began, `recovery of round ${round}`).toBeLessThan(RECOVERY_MS);
  }
  await load.stop();
  expect(nodes.map((node) => node.exited())).toEqual([null, null]);
  await load.expectStored(admin);
}, 110_000);

const terminateAll = () =>
  admin.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
  );

test("a silent network: inbound and readiness answer 503 in time, then liveness does, and all serve once it is healed", async () => {
  await vi.waitFor(() => expect(load.accepted()).toBeGreaterThan(50), { timeout: 20_000 });
  proxy.silence();
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  await Promise.all(
    nodes.map(async (node, n) => {
      await vi.waitFor(async () => expect(await ready(node.port)).toBe(503), { timeout: 6000, interval: 50 });
      expect(seconds(), `readiness of node ${n}`).toBeLessThan(5.5);
      expect(await statusOf(node.port, "/livez"), "it may still recover").toBe(200);
      const asked = performance.now();
      const text = { from: `+1415555040${n}`, to: TO, text: "into the silence" };
      expect(await textVia(node, publicUrl, text, SMS_ACCOUNT)).toBe(503);
      expect(performance.now() - asked, `answer of node ${n}`).toBeLessThan(6000);
      await vi.waitFor(async () => expect(await statusOf(node.port, "/livez")).toBe(503), {
        timeout: 20_000,
        interval: 100,
      });
      expect(seconds(), `liveness of node ${n}`).toBeGreaterThan(GRACE_SECONDS);
    }),
  );
  proxy.heal();
  await recovered("after the silence", HEALED_MS);
  for (const { port } of nodes) expect(await statusOf(port, "/livez")).toBe(200);
  const before = load.accepted();
  await vi.waitFor(() => expect(load.accepted()).toBeGreaterThan(before + 50), { timeout: HEALED_MS });
  await expectJobsMove();
  await load.stop();
  expect(nodes.map((node) => node.exited())).toEqual([null, null]);
  await load.expectStored(admin);
}, 110_000);

/** A job that a command left behind reaches a worker and is done. */
async function expectJobsMove(): Promise<void> {
  await admin.query(
    `insert into jobs (name, payload) values ('expire-offer', '{"offerId":"019a0000-0000-7000-8000-000000000000"}')`,
  );
  const undone =
    "select (select count(*) from jobs) + (select count(*) from pgboss.job where state < 'completed') as n";
  await vi.waitFor(async () => expect((await admin.query(undone)).rows[0].n).toBe("0"), {
    timeout: HEALED_MS,
    interval: 200,
  });
}

/** Both nodes run, are ready and store a message. */
async function recovered(what: string, timeout = RECOVERY_MS): Promise<void> {
  await Promise.all(
    nodes.map((node, n) =>
      vi.waitFor(
        async () => {
          expect(node.exited(), `${what}: node ${n} ended\n${node.output().slice(-2000)}`).toBeNull();
          expect(await ready(node.port), `${what}: node ${n} is ready`).toBe(200);
          expect(await textVia(node, publicUrl, { from: `+1415555020${n}`, to: TO, text: what }, SMS_ACCOUNT)).toBe(
            200,
          );
        },
        { timeout, interval: 50 },
      ),
    ),
  );
}
