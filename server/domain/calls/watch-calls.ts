import { and, eq, exists, inArray, isNotNull, lt, ne, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import type { Db, Tx } from "@/db/client";
import { callLegs, calls, sessions, users } from "@/db/schema";
import { Id } from "@/server/contract/ids";
import { command } from "@/server/domain/command";
import type { Ctx } from "@/server/domain/context";
import { sweepEach } from "@/server/domain/sweep";
import { type Call, isWaiting } from "./call";
import { changeCall } from "./change-call";
import { tick, type Watched } from "./liveness";
import { loadCalls } from "./load-call";
import { ringFacts } from "./ring-facts";
import { ringNext } from "./ring-round";

/** How often every node looks after the calls: what is due happens at most so much later. */
export const WATCH_MS = 1000;

/** A watch that has not run for longer starts to listen anew. */
const PAUSE_MS = 5000;

/** `listeningSince`: silence before it counts for nothing; from the beginning when left out. */
const TickCall = z.object({ callId: Id, listeningSince: z.date().default(new Date(0)) });

/** Does what is due on one call: rings the next people, gives up on silent browsers, ends what nobody answers. May run twice. */
export const tickCall = command(TickCall, async (write, { callId, listeningSince }): Promise<void> => {
  const gone = await goneLegs(write.tx, write.now);
  await changeCall(write, callId, (call) => tick(call, { gone, listeningSince }, write.now));
});

/**
 * A node's watch over calls. While the server or its database was away no browser could report, though people went on talking: after
 * such a pause everybody has the whole time again to be heard.
 * @returns a function that looks after every call that goes on, to be run every second
 */
export function createCallWatch(): (ctx: Ctx) => Promise<void> {
  let listeningSince = new Date(0);
  let lastRun: Date | null = null;
  return async (ctx) => {
    const now = ctx.now();
    if (!lastRun || now.getTime() - lastRun.getTime() > PAUSE_MS) listeningSince = now;
    await watchCalls(ctx, listeningSince);
    lastRun = now;
  };
}

/** Locks only calls on which something is due, so of many nodes one acts and the others find nothing left to do. */
async function watchCalls(ctx: Ctx, listeningSince: Date): Promise<void> {
  const { db } = ctx;
  const live = await db.select({ id: calls.id }).from(calls).where(ne(calls.state, "ended"));
  if (live.length === 0) return;
  const gone = await goneLegs(db, ctx.now());
  const found = await loadCalls(
    db,
    live.map(({ id }) => id),
  );
  const due: Call[] = [];
  for (const call of found.sort(byTurn)) if (await isDue(ctx, call, { gone, listeningSince })) due.push(call);
  await sweepEach("watch-calls", due, ({ id }) => tickCall(ctx, { callId: id, listeningSince }));
}

/** Calls that were answered before come first, then those that have waited longest. */
const byTurn = (a: Call, b: Call): number =>
  Number(b.isReturned) - Number(a.isReturned) || a.startedAt.getTime() - b.startedAt.getTime();

/** Runs the rules on a copy: whether they would change anything. */
async function isDue({ db, settings, presence, now }: Ctx, call: Call, watched: Watched): Promise<boolean> {
  const copy = structuredClone(call);
  tick(copy, watched, now());
  if (isWaiting(copy)) ringNext(copy, await ringFacts({ tx: db, settings, presence }, copy), now());
  return JSON.stringify(copy) !== JSON.stringify(call);
}

const other = alias(callLegs, "other");

/** Legs of people who were disabled, whose sign-in with which they answered has ended, or who are rung while on another call. */
async function goneLegs(db: Db | Tx, now: Date): Promise<ReadonlySet<Id>> {
  const hasLeft = or(isNotNull(users.disabledAt), isNotNull(sessions.endedAt), lt(sessions.expiresAt, now));
  const isTalking = exists(
    db
      .select({ one: sql`1` })
      .from(other)
      .where(and(eq(other.userId, callLegs.userId), inArray(other.state, ["up", "away"]))),
  );
  const rows = await db
    .select({ id: callLegs.id })
    .from(callLegs)
    .innerJoin(users, eq(users.id, callLegs.userId))
    .leftJoin(sessions, eq(sessions.id, callLegs.sessionId))
    .where(and(ne(callLegs.state, "ended"), or(hasLeft, and(eq(callLegs.state, "ringing"), isTalking))));
  return new Set(rows.map(({ id }) => id));
}
