import { and, eq, lte, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { Db } from "@/db/client";
import { providerSync } from "@/db/schema";
import type { Id } from "@/server/contract/ids";

/** The right of one node to reconcile a connection with its provider's list. */
export type SyncLease = { connectionId: Id; holder: Id; watermark: Date };

const LEASE = sql`clock_timestamp() + interval '2 minutes'`;

/** @returns null while another node is reconciling, or when the next run is not due yet */
export async function acquireSyncLease(db: Db, connectionId: Id, now: Date): Promise<SyncLease | null> {
  const holder = uuidv7();
  const [row] = await db
    .insert(providerSync)
    .values({ connectionId, watermark: now, notBefore: LEASE, holder })
    .onConflictDoUpdate({
      target: providerSync.connectionId,
      set: { notBefore: LEASE, holder },
      setWhere: lte(providerSync.notBefore, sql`clock_timestamp()`),
    })
    .returning({ watermark: providerSync.watermark });
  return row ? { connectionId, holder, watermark: row.watermark } : null;
}

/** Renews the lease. @returns false when it was lost because another node has begun */
export async function renewSyncLease(db: Db, lease: SyncLease): Promise<boolean> {
  return (await db.update(providerSync).set({ notBefore: LEASE }).where(isMine(lease)).returning()).length > 0;
}

/** Releases the lease. `watermark`: how far the run came; null keeps the old one, so that the next run begins there again. */
export async function releaseSyncLease(
  db: Db,
  lease: SyncLease,
  watermark: Date | null,
  backoffSeconds: number,
): Promise<void> {
  const notBefore = sql`clock_timestamp() + make_interval(secs => ${backoffSeconds})`;
  await db
    .update(providerSync)
    .set(watermark ? { notBefore, watermark } : { notBefore })
    .where(isMine(lease));
}

const isMine = ({ connectionId, holder }: SyncLease) =>
  and(eq(providerSync.connectionId, connectionId), eq(providerSync.holder, holder));
