import { and, eq, lte, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { Db } from "@/db/client";
import { providerLooks } from "@/db/schema";
import type { Id } from "@/server/contract/ids";

/** One node's turn to compare a connection with its provider's list. */
export type Look = { connectionId: Id; holder: Id; watermark: Date };

const LEASE = sql`clock_timestamp() + interval '2 minutes'`;

/** @returns null while another node compares, or when the next turn has not come */
export async function beginLook(db: Db, connectionId: Id, now: Date): Promise<Look | null> {
  const holder = uuidv7();
  const [row] = await db
    .insert(providerLooks)
    .values({ connectionId, watermark: now, notBefore: LEASE, holder })
    .onConflictDoUpdate({
      target: providerLooks.connectionId,
      set: { notBefore: LEASE, holder },
      setWhere: lte(providerLooks.notBefore, sql`clock_timestamp()`),
    })
    .returning({ watermark: providerLooks.watermark });
  return row ? { connectionId, holder, watermark: row.watermark } : null;
}

/** Keeps the turn for as long again. @returns false when it was lost: then another node has begun */
export async function keepLook(db: Db, look: Look): Promise<boolean> {
  return (await db.update(providerLooks).set({ notBefore: LEASE }).where(isMine(look)).returning()).length > 0;
}

/** Ends the turn. `watermark`: how far it came; null leaves it where it was, for the next turn to begin there again. */
export async function endLook(db: Db, look: Look, watermark: Date | null, restSeconds: number): Promise<void> {
  const notBefore = sql`clock_timestamp() + make_interval(secs => ${restSeconds})`;
  await db
    .update(providerLooks)
    .set(watermark ? { notBefore, watermark } : { notBefore })
    .where(isMine(look));
}

const isMine = ({ connectionId, holder }: Look) =>
  and(eq(providerLooks.connectionId, connectionId), eq(providerLooks.holder, holder));
