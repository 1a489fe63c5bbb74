import { and, eq, exists, inArray, isNotNull, lt, ne, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { callLegs, calls, sessions, users } from "@/db/schema";
import { BROWSERS } from "@/server/contract/constants";
import { Id } from "@/server/contract/ids";
import { command } from "@/server/domain/command";
import type { Ctx } from "@/server/domain/context";
import { sweepEach } from "@/server/domain/sweep";
import { type Call, isWaiting } from "./call";
import { changeCall } from "./change-call";
import { type LivenessInput, tick } from "./liveness";
import { loadCalls } from "./load-call";
import { lostSupervision, type SupervisionReader } from "./lost-supervision";
import { lastPiecesOf } from "./recordings/pieces";
import { ringFacts } from "./ring-facts";
import { ringNext } from "./ring-round";

/** How often every node checks the live calls; actions are at most this late. */
export const WATCH_MS = 1000;

/** After a longer pause, silence is measured from the end of the pause. */
const PAUSE_MS = 5000;

/** `watchedSince`: silence before this time does not count; by default all of it does. */
const TickCall = z.object({ callId: Id, watchedSince: z.date().default(new Date(0)) });

/** Applies what is due on one call: rings the next people, ends silent legs and unanswered calls. Idempotent. */
export const tickCall = command(TickCall, async (write, { callId, watchedSince }): Promise<void> => {
  const gone = await goneLegs({ db: write.tx, settings: write.settings, now: () => write.now });
  const lastPieces = await lastPiecesOf(write.tx, [callId]);
  await changeCall(write, callId, (call) => tick(call, { gone, watchedSince, lastPieces }, write.now));
});

/**
 * Creates a node's watch over calls. During an outage of the server or the database no browser can report although people go on
 * talking, so after a pause every leg gets the full time to report again.
 * @returns a function that checks every live call, to be run every second
 */
export function createCallWatch(): (ctx: Ctx) => Promise<void> {
  let watchedSince = new Date(0);
  let lastRun: Date | null = null;
  return async (ctx) => {
    const now = ctx.now();
    if (!lastRun || now.getTime() - lastRun.getTime() > PAUSE_MS) watchedSince = now;
    await watchCalls(ctx, watchedSince);
    lastRun = now;
  };
}

/** Locks only calls on which something is due; of several nodes one acts, and the others find nothing to do. */
async function watchCalls(ctx: Ctx, watchedSince: Date): Promise<void> {
  const { db } = ctx;
  const live = await db.select({ id: calls.id }).from(calls).where(ne(calls.state, "ended"));
  if (live.length === 0) return;
  const gone = await goneLegs(ctx);
  const found = await loadCalls(
    db,
    live.map(({ id }) => id),
  );
  const lastPieces = await lastPiecesOf(
    db,
    found.filter(isRecordedByBrowser).map(({ id }) => id),
  );
  const watched = { gone, watchedSince, lastPieces };
  const due: Call[] = [];
  for (const call of found.sort(inQueueOrder)) if (await isDue(ctx, call, watched)) due.push(call);
  await sweepEach("watch-calls", due, ({ id }) => tickCall(ctx, { callId: id, watchedSince }));
}

const isRecordedByBrowser = ({ provider, recording }: Call): boolean =>
  provider === BROWSERS && recording?.confirmed === "recording";

/** Calls that were answered before come first, then the longest waiting. */
const inQueueOrder = (a: Call, b: Call): number =>
  Number(b.isReturned) - Number(a.isReturned) || a.startedAt.getTime() - b.startedAt.getTime();

/** Whether the rules would change the call, by running them on a copy. */
async function isDue(ctx: Ctx, call: Call, watched: LivenessInput): Promise<boolean> {
  const now = ctx.now();
  const copy = structuredClone(call);
  tick(copy, watched, now);
  if (isWaiting(copy))
    ringNext(copy, await ringFacts({ ...ctx, tx: ctx.db, canTranscribe: ctx.transcriber !== null, now }, copy), now);
  return JSON.stringify(copy) !== JSON.stringify(call);
}

const other = alias(callLegs, "other");

/** Legs of people who were disabled, who signed out where they answered, or who are rung while on another call. */
async function goneLegs(reader: SupervisionReader): Promise<ReadonlySet<Id>> {
  const { db } = reader;
  const hasLeft = or(isNotNull(users.disabledAt), isNotNull(sessions.endedAt), lt(sessions.expiresAt, reader.now()));
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
  return new Set([...rows.map(({ id }) => id), ...(await lostSupervision(reader))]);
}
