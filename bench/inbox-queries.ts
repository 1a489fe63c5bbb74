import type pg from "pg";
import { openPostgres } from "@/db/postgres";
import type { PersonActor } from "@/server/contract/team";
import { listConversations } from "@/server/domain/conversations/inbox/list-conversations";
import { getConversation } from "@/server/domain/conversations/thread/get-conversation";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { systemClock } from "@/server/lib/clock";
import { seedInbox } from "./seed";
import { median, micros, round, say, shuffle } from "./stats";

/**
 * The inbox page and the open conversation, through the functions the routers call, at two sizes in one run.
 * @returns `growth`: p50 of the page at the larger size ÷ at the smaller; `openSqlMs`: p50 of the time inside SQL per opened conversation
 */
export async function measureInbox(urls: { small: string; large: string }, sizes: { small: number; large: number }) {
  const sides = [];
  for (const name of ["small", "large"] as const) {
    say(`  seeding ${sizes[name]} conversations`);
    const seeded = await seedInbox(urls[name], sizes[name]);
    const handle = await openPostgres(urls[name], 2);
    const actor: PersonActor = {
      kind: "person",
      id: seeded.userId,
      name: "Person",
      role: "associate",
      sid: seeded.userId,
      scope: { all: false, placeIds: [seeded.placeId] },
    };
    sides.push({
      name,
      handle,
      seeded,
      ctx: createCtx({ db: handle.db, actor, now: systemClock }),
      times: [] as number[],
    });
  }
  for (let round = 0; round < 400; round++)
    for (const side of shuffle(sides)) {
      const started = micros();
      await listConversations(side.ctx, { view: "place", limit: 25 });
      if (round >= 50) side.times.push(micros() - started);
    }
  const [small, large] = sides.map((side) => median(side.times)) as [number, number];
  const open = await measureOpen(sides[1] as (typeof sides)[number]);
  for (const side of sides) await side.handle.close();
  return {
    growth: round(large / small),
    smallMs: round(small / 1000, 3),
    largeMs: round(large / 1000, 3),
    openSqlMs: open,
  };
}

type Side = {
  handle: { raw: unknown };
  ctx: Parameters<typeof getConversation>[0];
  seeded: { conversationIds: string[] };
};

async function measureOpen({ handle, ctx, seeded }: Side): Promise<number> {
  const pool = handle.raw as pg.Pool;
  const plain = pool.query.bind(pool) as (...args: unknown[]) => Promise<unknown>;
  let inSql = 0;
  const timed = async (...args: unknown[]) => {
    const started = micros();
    try {
      return await plain(...args);
    } finally {
      inSql += micros() - started;
    }
  };
  Object.assign(pool, { query: timed });
  const times: number[] = [];
  for (let i = 0; i < 300; i++) {
    inSql = 0;
    await getConversation(ctx, { conversationId: seeded.conversationIds[i % seeded.conversationIds.length] as string });
    if (i >= 50) times.push(inSql / 1000);
  }
  return round(median(times), 3);
}
