import { setTimeout as sleep } from "node:timers/promises";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { idList, rowsOf } from "@/db/sql";
import { Id } from "@/server/contract/ids";
import { command } from "@/server/domain/command";
import type { Ctx } from "@/server/domain/context";
import { defineJob } from "@/server/domain/define-job";
import { membersOf } from "@/server/domain/merging/members";
import { currentMs } from "@/server/lib/clock";

/** How many conversations one statement locks and rewrites. A message to one of them waits a few milliseconds. */
export const COPY_BATCH = 250;
const READ_AHEAD = 10_000;
/** One run stays far below the worker's limit for a job. */
const RUN_MS = 20_000;
const PAUSE_MS = 5;
/** The delay when all remaining rows are locked by others. */
const LOCKED_MS = 250;

const NameOf = z.enum(["place", "user", "customer"]);
/** The rows whose names are copied to conversations. */
type NameOf = z.output<typeof NameOf>;

/** `isResumed`: an earlier run has already copied some. */
const CopyName = z.object({ of: NameOf, id: Id, isResumed: z.boolean().optional() });
export type CopyName = z.output<typeof CopyName>;

declare module "@/server/contract/jobs" {
  interface JobPayloads {
    /** Enqueued by triggers too, so that no rename is forgotten. */
    "copy-name": CopyName;
  }
}

export type CopyOptions = {
  /** Waits between two statements, with no transaction open. */
  pause?: (ms: number) => Promise<unknown>;
  runMs?: number;
};

/**
 * Updates a name on the conversations that show it, in short statements that each lock few rows, and notifies screens at the
 * end. Safe to run repeatedly, concurrently, and after an interruption (ADR 0020).
 * @source Storeline `places`, `users`, `customers`
 */
export async function copyName(
  ctx: Ctx,
  payload: CopyName,
  { pause = sleep, runMs = RUN_MS }: CopyOptions = {},
): Promise<void> {
  const until = currentMs() + runMs;
  let hasCopied = payload.isResumed ?? false;
  for (;;) {
    const stale = await staleConversations(ctx, payload);
    if (stale.length === 0) break;
    let copied = 0;
    for (let from = 0; from < stale.length; from += COPY_BATCH) {
      if (currentMs() >= until) return resumeLater(ctx, payload);
      const began = currentMs();
      copied += await copyBatch(ctx, payload, stale.slice(from, from + COPY_BATCH));
      // Leaves half of the time to other transactions.
      await pause(Math.max(PAUSE_MS, currentMs() - began));
    }
    if (copied > 0) hasCopied = true;
    else await pause(LOCKED_MS);
  }
  if (hasCopied) await publishRenamed(ctx, payload);
}

type Copy = {
  /** Conversations, `c`, that show this name. */
  shows: SQL;
  /** The row `s` that owns the name. */
  source: SQL;
  /** Whether `c` shows a different name than `s`. */
  differs: SQL;
  set: SQL;
};

function copyOf(of: NameOf, id: Id): Copy {
  switch (of) {
    case "place":
      return {
        shows: sql`c.place_id = ${id}`,
        source: sql`select name, kind from places where id = ${id}`,
        differs: sql`(c.place_name, c.place_kind) is distinct from (s.name, s.kind)`,
        set: sql`place_name = s.name, place_kind = s.kind`,
      };
    case "user":
      return {
        shows: sql`c.assignee_id = ${id}`,
        source: sql`select name from users where id = ${id}`,
        differs: sql`c.assignee_name is distinct from s.name`,
        set: sql`assignee_name = s.name`,
      };
    case "customer":
      return {
        shows: sql`c.customer_id in ${membersOf(id)}`,
        source: sql`select shown.name from customers own join customers shown on shown.id = coalesce(own.merged_into, own.id)
          where own.id = ${id}`,
        differs: sql`c.customer_name is distinct from s.name`,
        set: sql`customer_name = s.name`,
      };
  }
}

/** Read-only. Open conversations come first, because they are on screens. */
async function staleConversations({ db }: Ctx, { of, id }: CopyName): Promise<Id[]> {
  const { shows, source, differs } = copyOf(of, id);
  const rows = await rowsOf<{ id: Id }>(
    db,
    sql`select c.id from conversations c, (${source}) s where ${shows} and ${differs} order by c.status limit ${READ_AHEAD}`,
  );
  return rows.map((row) => row.id);
}

/**
 * A single statement and transaction. It locks the row that owns the name, so that no rename commits while an older name is
 * being copied, and skips conversations that are locked: the next pass finds them.
 */
async function copyBatch({ db }: Ctx, { of, id }: CopyName, ids: readonly Id[]): Promise<number> {
  const { shows, source, differs, set } = copyOf(of, id);
  const rows = await rowsOf<{ id: Id }>(
    db,
    sql`with s as materialized (${source} for share),
          mine as materialized (
            select c.id from conversations c, s
            where c.id = any(${idList(ids)}) and ${shows} and ${differs}
            for no key update of c skip locked)
        update conversations c set ${set} from s, mine where c.id = mine.id and ${shows} returning c.id`,
  );
  return rows.length;
}

const Renamed = z.object({ of: NameOf, id: Id });

const resumeLater = command(Renamed, async ({ enqueue }, { of, id }): Promise<void> => {
  enqueue("copy-name", { of, id, isResumed: true });
});

/** The rename was already published, but rows fetched or pushed since may have shown the old name. */
const publishRenamed = command(Renamed, async ({ emit }, { of, id }): Promise<void> => {
  if (of === "place") emit("place.changed", { placeId: id });
  else if (of === "user") emit("person.changed", { userId: id });
  else emit("customer.changed", { customerId: id });
});

export const copyNameJob = defineJob({
  name: "copy-name",
  payload: CopyName,
  handle: (ctx, payload) => copyName(ctx, payload),
});
