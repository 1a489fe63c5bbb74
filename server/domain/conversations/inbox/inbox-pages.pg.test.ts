import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DbHandle } from "@/db/client";
import { makeEndpoint, makePlace, makeUser } from "@/db/factories";
import { VIEWS } from "@/server/contract/constants";
import type { View } from "@/server/contract/conversations";
import type { PersonActor } from "@/server/contract/team";
import { SORTS_OF_VIEW } from "@/server/contract/views";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { costsOf } from "@/tests/costs";
import { freshPg } from "@/tests/fresh-pg";
import { countViews } from "./count-views";
import { listConversations } from "./list-conversations";

const PLACES = 500;
const STAFF = 2000;
/** How many conversations each of the people follows. */
const FOLLOWED = 60;
let server: Awaited<ReturnType<typeof freshPg>>;
let handle: DbHandle;
let endpointId: string;
let placeIds: string[];
let people: Record<"ana" | "cora" | "flo" | "sue" | "adam", PersonActor>;

/** The same ids on every run, so that the pages of the indexes are the same too. */
const idOf = (kind: string) => `overlay(overlay(md5('${kind}' || n) placing '4' from 13) placing '8' from 17)::uuid`;
const as = (actor: PersonActor) => createCtx({ db: handle.db, actor, now: () => new Date() });
const query = (text: string, values: unknown[] = []) => (handle.raw as pg.Pool).query(text, values);

beforeAll(async () => {
  server = await freshPg();
  handle = await server.open();
  const { db } = handle;
  endpointId = (await makeEndpoint(db, { placeId: (await makePlace(db)).id })).id;
  await query(`insert into places (id, kind, code, name)
    select ${idOf("place")}, 'store', 'P' || n, 'Place ' || n from generate_series(1, ${PLACES}) n`);
  placeIds = (await query("select id from places where code like 'P%' order by id")).rows.map((row) => row.id);
  await query(`insert into users (id, email, name, role)
    select ${idOf("staff")}, 'staff' || n || '@example.test', 'Staff ' || n, 'associate' from generate_series(1, ${STAFF}) n`);
  await query(`insert into customers (id, name, source)
    select ${idOf("customer")}, 'Customer ' || n, 'test' from generate_series(1, 3000) n`);
  const person = async (values: Parameters<typeof makeUser>[1]) => (await makeUser(db, values)).actor;
  people = {
    ana: await person({ placeIds: placeIds.slice(0, 1) }),
    cora: await person({ role: "agent", placeIds: placeIds.slice(1, 4) }),
    flo: await person({ role: "agent", placeIds: placeIds.slice(4, 5) }),
    sue: await person({ role: "supervisor", scopeAll: true }),
    adam: await person({ role: "admin", scopeAll: true }),
  };
});
afterAll(() => server?.close());

/**
 * Conversations `from` to `to`, written in no order of their messages; a few places have most of them. Ana and Cora own hundreds where
 * they work, Flo three places' worth where she works no more; everybody else has a few. Some of the oldest are offered away.
 */
const write = (from: number, to: number) =>
  unhurried(async (client) => {
    // Names are set here and references are valid, so triggers and constraints are switched off.
    await client.query("set session_replication_role = replica");
    await client.query(
      `with made as (
         select n, (n::bigint * 48271 % 100003) / 100003.0 as place, (n::bigint * 16807 % 1009) / 1009.0 as status,
           (n::bigint * 69621 % 2003) / 2003.0 as owner, n::bigint * 7919 % 999983 as age
         from generate_series($2::int, $3::int) n),
       placed as (select *, floor(${PLACES} * power(place, 3))::int as at,
         n % 7 = 0 and status < 0.25 and age > 900000 as offered from made),
       sites as (select id, name, row_number() over (order by id) - 1 as at from places where code like 'P%'),
       clients as (select id, name, row_number() over (order by id) - 1 as at from customers),
       staff as (select id, name, row_number() over (order by id) - 1 as at from users where email like 'staff%')
       insert into conversations (id, customer_id, customer_name, origin_place_id, place_id, place_name, assignee_id,
         assignee_name, status, channel, endpoint_id, contact_kind, contact_value, preview, last_message_at, waiting_since, snoozed_until, last_seq,
         offer_id, offered_place_id, offered_user_id)
       select ${idOf("talk")}, c.id, c.name, p.id, p.id, p.name, u.id, u.name,
         case when status < 0.2 then 'open' when status < 0.25 then 'snoozed' else 'resolved' end,
         'twilio-sms', $1, 'phone', '+14155550100', repeat('x', 80), now() - make_interval(secs => age * 20),
         case when status < 0.2 and n % 3 > 0 then now() - make_interval(secs => age * 20 + n % 500) end,
         case when status between 0.2 and 0.25 then now() + make_interval(secs => age) end, 1,
         case when offered then ${idOf("offer")} end, case when offered and n % 2 = 0 then elsewhere.id end,
         case when offered and n % 2 = 1 then other.id end
       from placed join sites p on p.at = placed.at join sites elsewhere on elsewhere.at = n % ${PLACES}
       join clients c on c.at = n % 3000 join staff other on other.at = n % ${STAFF}
       left join users u on u.id = case
         when owner < 0.35 then null when owner > 0.98 then $7::uuid when owner > 0.96 then $8::uuid
         when owner < 0.7 and placed.at = 0 then $4::uuid when owner < 0.7 and placed.at in (1, 2, 3) then $5::uuid
         when owner < 0.7 and placed.at in (5, 6, 7) then $6::uuid else other.id end`,
      [endpointId, from, to, ...Object.values(people).map((one) => one.id)],
    );
  });

/** Each of the people follows some that they may read, of any status, from the beginning. */
const follow = async () => {
  if ((await query("select from conversations where followers <> '{}' limit 1")).rowCount) return;
  for (const { id, scope } of Object.values(people))
    await query(
      `update conversations set followers = followers || jsonb_build_object($1::text, 0) where id in (
         select id from conversations where ($2 or place_id = any($3::uuid[])) order by md5(id::text) limit $4)`,
      [id, scope.all, scope.placeIds, FOLLOWED],
    );
};

/** On a connection of its own, which has no time limits: a slow machine may take minutes. */
async function unhurried(run: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await run(client).finally(() => client.end());
}

/** The buffers that the first and a later page of every view read in each of its orders, each measured once. */
async function pages(actor: PersonActor): Promise<Record<View, number[]>> {
  const spent = {} as Record<View, number[]>;
  for (const view of VIEWS) {
    spent[view] = [];
    for (const sort of SORTS_OF_VIEW[view]) {
      // One's own open conversations are few enough to be sorted.
      if (view === "mine" && sort === "waiting") continue;
      const first = await listConversations(as(actor), { view, sort, limit: 25 });
      expect([view, first.rows.length, first.nextCursor === null]).toEqual([view, 25, false]);
      for (const cursor of [null, first.nextCursor]) {
        const costs = await costsOf(handle, () => listConversations(as(actor), { view, sort, limit: 25, cursor }));
        expect(costs).toHaveLength(1);
        spent[view].push(costs[0]?.buffers ?? 0);
      }
    }
  }
  return spent;
}

const within = (most: Record<View, number>, spent: Record<View, number[]>) =>
  VIEWS.filter((view) => spent[view].some((buffers) => buffers > most[view])).map((view) => `${view} ${spent[view]}`);

/**
 * The most buffers that a page of 25 may read. 26 rows, each on a page of its own, and the index above them make 30. Each
 * further place adds an index descent (3) and a row read ahead (1); work at other places adds a probe (3) and offers to them
 * (1).
 */
const most = (furtherPlaces: number): Record<View, number> => {
  const everything = 40 + 8 * furtherPlaces;
  const mine = { mine: 40, unassigned: 40, place: 40 };
  // What somebody follows is read completely, each on a page of its own, by the index of followers.
  return {
    ...mine,
    following: 40 + FOLLOWED,
    needs_reply: everything,
    all: everything,
    snoozed: everything,
    resolved: everything,
  };
};

describe.each([10_000, 100_000])("with %i conversations", (total) => {
  describe.each(["just written", "vacuumed"])("%s", (state) => {
    beforeAll(async () => {
      const { rows } = await query("select count(*)::int as n from conversations");
      if (rows[0].n < total) await write(rows[0].n + 1, total);
      await follow();
      await unhurried((client) => client.query(state === "vacuumed" ? "vacuum analyze" : "analyze"));
    });

    test.each(["ana", "sue", "adam"] as const)(
      "%s, of one place or of all, reads any page within 40 buffers",
      async (who) => {
        const spent = await pages(people[who]);
        expect(within(most(0), spent)).toEqual([]);
      },
    );

    test("a reader with three places costs two more index descents", async () => {
      const spent = await pages(people.cora);
      expect(within(most(2), spent)).toEqual([]);
    });

    test("work at three places that the reader no longer has costs one index descent each", async () => {
      for (const view of ["all", "resolved"] as const) {
        const [cost] = await costsOf(handle, () => listConversations(as(people.flo), { view, limit: 25 }));
        expect(cost?.buffers, view).toBeLessThanOrEqual(40 + 3 * 36);
      }
    });

    test("counts are one statement that reads at most a hundred rows of each view", async () => {
      for (const actor of Object.values(people)) {
        for (const filter of [undefined, { placeId: placeIds[1] }, { assigneeId: people.cora.id }]) {
          const costs = await costsOf(handle, () => countViews(as(actor), filter));
          expect(costs).toHaveLength(1);
          expect(costs[0]?.buffers, `${actor.role} ${JSON.stringify(filter)}`).toBeLessThanOrEqual(VIEWS.length * 115);
        }
      }
    });
  });
});
