import { sql } from "drizzle-orm";
import pg from "pg";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DbHandle } from "@/db/client";
import { makeConversation, makeCustomer, makeEndpoint, makePlace, makeUser } from "@/db/factories";
import { VIEWS } from "@/server/contract/conversations";
import type { PersonActor } from "@/server/contract/team";
import { freshPg } from "@/tests/fresh-pg";
import { acceptOffer } from "./accept-offer";
import { claimConversation } from "./claim-conversation";
import { countViews } from "./count-views";
import { getConversation } from "./get-conversation";
import { listConversations } from "./list-conversations";
import { transferConversation } from "./transfer-conversation";

const TOTAL = 12_000;
let server: Awaited<ReturnType<typeof freshPg>>;
let handle: DbHandle;
let ana: PersonActor;
let cora: PersonActor;
let sue: PersonActor;
let placeIds: string[];
let otherSeat: PersonActor[];

const as = (actor: PersonActor) => ({ db: handle.db, actor, now: () => new Date() });

/** 12,000 conversations at eight places, a tenth of them open, written in no order of activity; one person has hundreds. */
beforeAll(async () => {
  server = await freshPg();
  handle = await server.open();
  const { db } = handle;
  placeIds = [];
  for (let n = 0; n < 8; n++) placeIds.push((await makePlace(db)).id);
  ana = (await makeUser(db, { placeIds: placeIds.slice(0, 1) })).actor;
  cora = (await makeUser(db, { role: "agent", placeIds: placeIds.slice(2, 5) })).actor;
  sue = (await makeUser(db, { role: "supervisor", scopeAll: true })).actor;
  otherSeat = [];
  for (let n = 0; n < 20; n++) otherSeat.push((await makeUser(db, { placeIds: placeIds.slice(0, 1) })).actor);
  const endpoint = await makeEndpoint(db, { placeId: placeIds[0]! });
  await db.execute(sql`insert into customers (id, name, source)
    select gen_random_uuid(), 'Customer ' || n, 'test' from generate_series(1, 3000) n`);
  const seats = JSON.stringify([ana.id, ...otherSeat.map((person) => person.id)]);
  await db.execute(sql`insert into conversations
      (id, customer_id, origin_place_id, place_id, assignee_id, status, channel, endpoint_id, contact_kind, contact_value,
       preview, last_activity_at, reads, last_seq)
    select gen_random_uuid(), c.id, p.id, p.id,
      case when n % 8 = 0 and n / 40 % 4 = 0 then (${seats}::json ->> (n / 160 % 21))::uuid
        when n % 8 > 0 and n % 3 = 0 then ${cora.id}::uuid end,
      case when n % 10 = 0 then 'open' when n % 10 = 1 then 'snoozed' else 'resolved' end,
      'twilio-sms', ${endpoint.id}, 'phone', '+14155550100', repeat('x', 80),
      date_trunc('milliseconds', now() - make_interval(secs => (n * 7919) % 500000)),
      jsonb_build_object(${ana.id}::text, n % 5), 1
    from generate_series(1, ${TOTAL}) n
    join lateral (select id from customers offset n % 3000 limit 1) c on true
    join lateral (select (${JSON.stringify(placeIds)}::json ->> (n % 8))::uuid as id) p on true`);
  await db.execute(sql`vacuum analyze`);
}, 120_000);
afterAll(() => server?.close());

/** What the statements of a call really cost: asked of PostgreSQL itself, for each one the call sends. */
async function costs(run: () => Promise<unknown>): Promise<{ text: string; buffers: number }[]> {
  const sent: { text: string; values: unknown[] }[] = [];
  const query = pg.Client.prototype.query;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [config, values] = args as [{ text?: string; values?: unknown[] } | string, unknown[]?];
    const text = typeof config === "string" ? config : (config.text ?? "");
    sent.push({ text, values: (typeof config === "string" ? values : (values ?? config.values)) ?? [] });
    return (query as (...rest: unknown[]) => unknown).apply(this, args);
  } as typeof query;
  try {
    await run();
  } finally {
    pg.Client.prototype.query = query;
  }
  const pool = handle.raw as pg.Pool;
  return Promise.all(
    sent.map(async ({ text, values }) => {
      const { rows } = await pool.query(`explain (analyze, buffers, format json) ${text}`, values);
      const plan = rows[0]["QUERY PLAN"][0].Plan;
      return { text, buffers: plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] };
    }),
  );
}

describe("a page of the inbox", () => {
  test.each([
    ["my store's associate", () => ana, ["mine", "unassigned", "place"] as const],
    ["somebody with much to do", () => cora, ["mine"] as const],
    ["a supervisor of everything", () => sue, ["unassigned", "place", "all", "snoozed", "resolved"] as const],
  ])("of %s is one statement and at most 40 buffers, first page and later ones", async (_, who, views) => {
    for (const view of views) {
      const first = await listConversations(as(who()), { view, limit: 25 });
      for (const cursor of [null, first.nextCursor]) {
        const spent = await costs(() => listConversations(as(who()), { view, limit: 25, cursor }));
        expect(spent, view).toHaveLength(1);
        expect(spent[0]?.buffers, `${view} ${cursor ? "later" : "first"}`).toBeLessThanOrEqual(40);
      }
    }
  });

  test("of everything one place's associate may read adds at most one walk of their own work", async () => {
    for (const view of ["all", "snoozed", "resolved"] as const) {
      const spent = await costs(() => listConversations(as(ana), { view, limit: 25 }));
      expect(spent).toHaveLength(1);
      expect(spent[0]?.buffers, view).toBeLessThanOrEqual(40 + 28);
    }
  });

  test("of somebody with three places is one statement, one index walk per place", async () => {
    for (const view of VIEWS) {
      const spent = await costs(() => listConversations(as(cora), { view, limit: 25 }));
      expect(spent).toHaveLength(1);
      expect(spent[0]?.buffers, view).toBeLessThanOrEqual(4 * 40);
    }
  });

  test("counts are one statement", async () => {
    expect(await costs(() => countViews(as(sue)))).toHaveLength(1);
  });

  test("an open conversation takes two round trips: its rows, then the rest side by side", async () => {
    const { rows } = await listConversations(as(sue), { view: "all", limit: 1 });
    const spent = await costs(() => getConversation(as(sue), { conversationId: rows[0]?.id ?? "" }));
    expect(spent.length).toBeLessThanOrEqual(4);
  });
});

describe("races", () => {
  test("of twenty who claim at once one wins, and the others learn who", async () => {
    for (let round = 0; round < 5; round++) {
      const { id } = await makeConversation(handle.db, { placeId: placeIds[0]! });
      const answers = await Promise.allSettled(
        otherSeat.map((actor) => claimConversation(as(actor), { conversationId: id })),
      );
      const winners = answers.filter((answer) => answer.status === "fulfilled");
      expect(winners).toHaveLength(1);
      const by = winners[0]?.status === "fulfilled" ? winners[0].value.assignee?.name : null;
      for (const answer of answers) {
        if (answer.status === "rejected") expect(answer.reason).toMatchObject({ code: "taken", details: { by } });
      }
    }
  });

  test("of twenty who accept an offer to their place one wins", async () => {
    const customer = await makeCustomer(handle.db);
    const { id } = await makeConversation(handle.db, {
      placeId: placeIds[3]!,
      assigneeId: cora.id,
      customerId: customer.id,
    });
    const card = { need: "help", facts: "", promises: "", consent: "" };
    const row = await transferConversation(as(cora), { conversationId: id, to: { placeId: placeIds[0]! }, card });
    const answers = await Promise.allSettled(
      otherSeat.map((actor) => acceptOffer(as(actor), { conversationId: id, offerId: row.offer?.id ?? uuidv7() })),
    );
    expect(answers.filter((answer) => answer.status === "fulfilled")).toHaveLength(1);
    for (const answer of answers)
      if (answer.status === "rejected") expect(answer.reason).toMatchObject({ code: "taken" });
  });
});
