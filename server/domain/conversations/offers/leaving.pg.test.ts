import { eq, sql } from "drizzle-orm";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Db } from "@/db/client";
import { makeConversation, makePlace, makeUser } from "@/db/factories";
import { conversations } from "@/db/schema";
import type { PersonActor } from "@/server/contract/team";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { freshPg } from "@/tests/fresh-pg";
import { claimConversation } from "../assignment/claim-conversation";
import { acceptOffer } from "./accept-offer";
import { transferConversation } from "./transfer-conversation";

let server: Awaited<ReturnType<typeof freshPg>>;
let db: Db;
beforeAll(async () => {
  server = await freshPg();
  ({ db } = await server.open(4));
});
afterAll(() => server.close());

const card = { need: "A jacket", facts: "", promises: "", consent: "" };
const as = (actor: PersonActor) => createCtx({ db, actor, now: () => new Date() });

/** How many sessions wait for locks of this connection's transaction. */
async function waitingFor(pid: number): Promise<number> {
  const { rows } = (await db.execute(
    sql`select pid from pg_stat_activity where datname = current_database() and ${pid} = any(pg_blocking_pids(pid))`,
  )) as unknown as { rows: unknown[] };
  return rows.length;
}

/** Every command by which a person gets work at a place, ready to run. */
const TAKES = {
  claims: async (who: PersonActor, placeId: string) => {
    const { id: conversationId } = await makeConversation(db, { placeId });
    return { conversationId, take: () => claimConversation(as(who), { conversationId }) };
  },
  "transfers from the queue": async (who: PersonActor, placeId: string) => {
    const { id: conversationId } = await makeConversation(db, { placeId });
    const to = { placeId: (await makePlace(db)).id };
    return { conversationId, take: () => transferConversation(as(who), { conversationId, to, card }) };
  },
  accepts: async (who: PersonActor, placeId: string) => {
    const there = await makePlace(db);
    const sender = (await makeUser(db, { placeIds: [there.id] })).actor;
    const { id: conversationId } = await makeConversation(db, { placeId: there.id, assigneeId: sender.id });
    const row = await transferConversation(as(sender), { conversationId, to: { placeId }, card });
    const offerId = row.offer?.id ?? "";
    return { conversationId, take: () => acceptOffer(as(who), { conversationId, offerId }) };
  },
};

test.each(Object.entries(TAKES))(
  "who %s while being disabled gets nothing: it stays with the others",
  async (_, make) => {
    const place = await makePlace(db);
    const { actor } = await makeUser(db, { placeIds: [place.id] });
    const { conversationId, take } = await make(actor, place.id);
    const admin = new pg.Client({ connectionString: server.url });
    await admin.connect();
    // The disabling transaction has read this person's work and has not committed yet.
    const { rows } = await admin.query("select pg_backend_pid() as pid");
    await admin.query("begin");
    await admin.query("update users set disabled_at = now() where id = $1", [actor.id]);
    const taken = take().then(
      () => "taken",
      (error: { code?: string }) => error.code,
    );
    await vi.waitFor(async () => expect(await waitingFor(rows[0].pid)).toBe(1), 60_000);
    await admin.query("commit");
    await admin.end();
    expect(await taken).toBe("unauthenticated");
    const [row] = await db.select().from(conversations).where(eq(conversations.id, conversationId));
    expect(row?.assigneeId).not.toBe(actor.id);
  },
);
