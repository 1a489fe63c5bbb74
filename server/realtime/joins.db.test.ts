import type { PGlite } from "@electric-sql/pglite";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { view } from "@/bench/raw-viewer";
import type { DbHandle } from "@/db/client";
import { freshDb } from "@/tests/db";
import { openGateway, type TestGateway } from "@/tests/gateway";
import { cookieOf } from "@/tests/test-api";
import { RENEWAL_PARTS } from "./sessions";

const PEOPLE = 1000;
const PER_PLACE = 10;
let handle: DbHandle;
let opened: TestGateway;
let statements: { text: string; values: unknown[] }[];
let received: string[];
const leave: (() => void)[] = [];
const undo: (() => void)[] = [];

const idOf = (kind: string, n = "n") =>
  `overlay(overlay(md5('${kind}' || ${n}) placing '4' from 13) placing '8' from 17)::uuid`;

/** A thousand people of a hundred stores, all signed in, and one more of the first store. */
beforeEach(async () => {
  ({ handle } = await freshDb());
  const client = handle.raw as PGlite;
  await client.exec(`
    insert into places (id, kind, code, name)
    select ${idOf("place")}, 'store', 'P' || n, 'Place ' || n from generate_series(0, ${PEOPLE / PER_PLACE}) n;
    insert into users (id, email, name, role)
    select ${idOf("user")}, 'p' || n || '@example.test', 'Person ' || n, 'associate' from generate_series(0, ${PEOPLE}) n;
    insert into user_places (user_id, place_id)
    select ${idOf("user")}, ${idOf("place", `(n % ${PEOPLE}) / ${PER_PLACE}`)} from generate_series(0, ${PEOPLE}) n;
    insert into sessions (id, user_id, expires_at)
    select ${idOf("session")}, ${idOf("user")}, now() + interval '1 day' from generate_series(0, ${PEOPLE}) n`);
  const shared = globalThis as typeof globalThis & { __storelineDb?: Promise<DbHandle> };
  shared.__storelineDb = Promise.resolve(handle);
  statements = [];
  const query = client.query.bind(client);
  const spy = vi.spyOn(client, "query").mockImplementation((...args) => {
    statements.push({ text: args[0], values: args[1] ?? [] });
    return query(...args);
  });
  undo.push(() => spy.mockRestore());
  received = [];
});
afterEach(async () => {
  for (const go of leave.splice(0)) go();
  await opened.close();
  for (const step of undo.splice(0)) step();
});

/** Everybody's id and cookie, in the order of their numbers. */
async function everybody(): Promise<{ id: string; cookie: string }[]> {
  const { rows } = await (handle.raw as PGlite).query<{ id: string; sid: string }>(
    `select ${idOf("user")} as id, ${idOf("session")} as sid from generate_series(0, ${PEOPLE}) n order by n`,
  );
  return Promise.all(rows.map(async ({ id, sid }) => ({ id, cookie: await cookieOf({ sid }) })));
}
/** The statements that joins cause, without those by which the relay reads the log. */
const statementsOfScreens = () => statements.filter(({ text }) => !/\b(events|log_epoch|jobs)\b/.test(text));
const isOfSessions = ({ text }: { text: string }) => text.includes('"sessions"');

/** Connects a screen, and records the presence it receives. */
async function join({ cookie }: { cookie: string }): Promise<void> {
  const leaveIt = await view(Number(new URL(opened.url).port), cookie, (bytes) => {
    const text = bytes.toString();
    if (text.startsWith('42["presence"')) received.push(text);
  });
  leave.push(leaveIt);
}
async function joinAll(people: { cookie: string }[]): Promise<void> {
  for (let from = 0; from < people.length; from += 50) await Promise.all(people.slice(from, from + 50).map(join));
}

test("a join costs one presence frame per colleague and at most one statement, with a thousand people connected", async () => {
  opened = await openGateway(handle);
  const people = await everybody();
  statements.length = 0;
  const thousand = people.slice(0, PEOPLE);
  await joinAll(thousand);
  // Changes are sent together, so when every recipient has the last of them, none is outstanding.
  const last = thousand.at(-1)?.id ?? "";
  await vi.waitFor(() => expect(received.filter((text) => text.includes(last))).toHaveLength(PER_PLACE), 60_000);
  expect(received.length).toBeLessThanOrEqual(PEOPLE * PER_PLACE);
  expect(statementsOfScreens().filter((one) => !isOfSessions(one))).toEqual([]);
  expect(statementsOfScreens().length).toBeLessThanOrEqual(PEOPLE);

  const [one] = people.slice(PEOPLE) as [(typeof people)[number]];
  received.length = 0;
  statements.length = 0;
  await join(one);
  await vi.waitFor(() => expect(received).toHaveLength(PER_PLACE + 1), 60_000);
  for (const text of received) expect(text.match(/[0-9a-f-]{36}/g)).toEqual([one.id]);
  expect(statementsOfScreens()).toHaveLength(1);
});

test("renewing a thousand screens takes ten statements, reads each session once, and disconnects nobody", async () => {
  opened = await openGateway(handle, { renewalPartMs: 50 });
  const people = await everybody();
  await joinAll(people.slice(0, PEOPLE));
  statements.length = 0;
  await vi.waitFor(() => expect(statements.filter(isOfSessions).length).toBeGreaterThan(2 * RENEWAL_PARTS), 60_000);
  const rounds = statements.filter(isOfSessions).map(({ values }) => String(values[0]).split(","));
  for (const from of [0, RENEWAL_PARTS]) {
    const asked = rounds.slice(from, from + RENEWAL_PARTS).flat();
    expect([asked.length, new Set(asked).size]).toEqual([PEOPLE, PEOPLE]);
  }
  expect(statementsOfScreens().filter((one) => !isOfSessions(one))).toEqual([]);
  expect(opened.gateway.counts().staff).toBe(PEOPLE);
});
