import { and, eq, lte, or, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { leases } from "@/db/schema";
import type { Id } from "@/server/contract/ids";

/** One process's claim to work that only one does at a time. */
export type LeaseClaim = { name: string; holder: Id; leaseMs: number };

/** Takes the lease, or renews it. @returns whether this process holds it now; false while another does */
export async function holdLease(db: Db, { name, holder, leaseMs }: LeaseClaim): Promise<boolean> {
  const until = sql`clock_timestamp() + make_interval(secs => ${leaseMs / 1000})`;
  const rows = await db
    .insert(leases)
    .values({ name, holder, until })
    .onConflictDoUpdate({
      target: leases.name,
      set: { holder, until },
      setWhere: or(eq(leases.holder, holder), lte(leases.until, sql`clock_timestamp()`)),
    })
    .returning({ name: leases.name });
  return rows.length > 0;
}

/** Lets another process take over at once. */
export async function releaseLease(db: Db, { name, holder }: Pick<LeaseClaim, "name" | "holder">): Promise<void> {
  await db
    .update(leases)
    .set({ until: sql`clock_timestamp()` })
    .where(and(eq(leases.name, name), eq(leases.holder, holder)));
}
