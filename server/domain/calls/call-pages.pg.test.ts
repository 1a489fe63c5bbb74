import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DbHandle } from "@/db/client";
import { makeCustomer, makeEndpoint, makePlace, makeUser } from "@/db/factories";
import type { PersonActor } from "@/server/contract/team";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { costsOf } from "@/tests/costs";
import { freshPg } from "@/tests/fresh-pg";
import { callWork } from "./call-work";
import { listCalls } from "./list-calls";

const CALLS = 60_000;
const PLACES = 100;
let server: Awaited<ReturnType<typeof freshPg>>;
let handle: DbHandle;
let people: Record<"ana" | "cora" | "sue", PersonActor>;
const query = (text: string, values: unknown[] = []) => (handle.raw as pg.Pool).query(text, values);
const as = (actor: PersonActor) => createCtx({ db: handle.db, actor, now: () => new Date() });
const idOf = (kind: string) => `overlay(overlay(md5('${kind}' || n) placing '4' from 13) placing '8' from 17)::uuid`;

/** A year of calls at a hundred places: a third missed, a tenth outgoing; of the missed, one in fifty still waits; few are recorded. */
beforeAll(async () => {
  server = await freshPg();
  handle = await server.open();
  const { db } = handle;
  const endpoint = await makeEndpoint(db, { placeId: (await makePlace(db)).id });
  const customer = await makeCustomer(db);
  await query(`insert into places (id, kind, code, name)
    select ${idOf("place")}, 'store', 'P' || n, 'Place ' || n from generate_series(1, ${PLACES}) n`);
  const { rows } = await query("select id from places where code like 'P%' order by id");
  const placeIds = (rows as { id: string }[]).map(({ id }) => id);
  const person = async (values: Parameters<typeof makeUser>[1]) => (await makeUser(db, values)).actor;
  people = {
    ana: await person({ placeIds: placeIds.slice(0, 1) }),
    cora: await person({ role: "agent", placeIds: placeIds.slice(1, 4) }),
    sue: await person({ role: "supervisor", scopeAll: true }),
  };
  await query("set session_replication_role = replica");
  const made = `select n, case when n % 3 = 0 then 'missed' when n % 10 = 1 then 'out' else 'in' end as kind,
    now() - make_interval(mins => n * 8) as at, sites.id as place_id from generate_series(1, ${CALLS}) n
    join (select id, row_number() over (order by id) - 1 as i from places where code like 'P%') sites on sites.i = n % ${PLACES}`;
  await query(
    `insert into conversations (id, customer_id, origin_place_id, place_id, assignee_id, status, channel, endpoint_id,
      contact_kind, contact_value, last_message_at, waiting_since, last_missed_call_at, last_seq)
    select ${idOf("talk")}, $1, place_id, place_id, case when n % 7 = 0 then $3::uuid end,
      case when n % 150 = 0 then 'open' else 'resolved' end, 'webchat', $2, 'visitor', 'v' || n, at,
      case when n % 150 = 0 then at end, case when kind = 'missed' then at end, 1 from (${made}) made`,
    [customer.id, endpoint.id, people.ana.id],
  );
  const detail = `jsonb_build_object('direction', case when kind = 'out' then 'out' else 'in' end, 'participants', '[]'::jsonb,
    'phases', jsonb_build_array(jsonb_build_object('phase', 'ringing', 'at', $1::text), jsonb_build_object('phase', 'ended', 'at', $1::text)),
    'outcome', 'missed', 'recordingRef', null, 'transcriptRef', null)`;
  await query(
    `insert into items (id, conversation_id, seq, kind, channel, detail, at)
      select ${idOf("item")}, ${idOf("talk")}, 1, 'call', 'webchat', ${detail}, at from (${made}) made`,
    ["2026-11-01T09:00:00.000Z"],
  );
  await query(`insert into call_entries (item_id, conversation_id, seq, kind, started_at, ended_at, place_id, assignee_id,
      is_recorded)
    select ${idOf("item")}, ${idOf("talk")}, 1, kind, at, at, place_id, case when n % 7 = 0 then '${people.ana.id}'::uuid end,
      n % 211 = 0
    from (${made}) made`);
  await query("vacuum analyze");
});
afterAll(() => server?.close());

/** Everything that a page reads, however many statements it takes. */
const costOf = async (run: () => Promise<unknown>): Promise<number> =>
  (await costsOf(handle, run)).reduce((sum, { buffers }) => sum + buffers, 0);

/**
 * A page of 25 reads 26 entries of each kind from each set, and the conversation and the entry of each call that it shows:
 * 25 times 2 rows below indexes of 3 levels make 200.
 */
const mostOf = (sets: number): number => 200 + 3 * sets * 40;
/** Conversations whose missed calls wait. The head of the missed calls looks at each of them: that is work, and not history. */
const WAITING = CALLS / 150;

test.each([
  ["ana", 4],
  ["cora", 8],
  ["sue", 1],
] as const)("a page of calls costs %s the same however many there are", async (who, sets) => {
  const ctx = as(people[who]);
  for (const tab of ["all", "missed", "live", "recorded"] as const) {
    const first = await listCalls(ctx, { tab });
    for (const cursor of [null, first.nextCursor]) {
      const most = mostOf(sets) + (tab === "missed" ? WAITING : 0);
      expect(await costOf(() => listCalls(ctx, { tab, cursor })), `${tab} ${cursor}`).toBeLessThanOrEqual(most);
    }
  }
});

test("a filter that leaves most calls out costs no more than the list", async () => {
  const [place] = people.cora.scope.placeIds;
  for (const tab of ["all", "recorded"] as const)
    for (const filter of [{ placeId: place }, { way: "out" as const }])
      for (const who of ["cora", "sue"] as const)
        expect(await costOf(() => listCalls(as(people[who]), { tab, ...filter }))).toBeLessThanOrEqual(mostOf(8));
});

test("what is to be done is read from what is to be done", async () => {
  for (const who of ["ana", "cora", "sue"] as const)
    expect(await costOf(() => callWork(as(people[who]))), who).toBeLessThanOrEqual(450);
});
