import { eq } from "drizzle-orm";
import { type CopyName, copyName } from "@/server/domain/conversations/inbox/copy-name";
import { jobs } from "../db/schema";
import type { Ctx } from "../server/domain/context";

/** Runs the jobs that renames have enqueued, as the worker would. */
export async function copyNames(ctx: Ctx): Promise<void> {
  for (;;) {
    const asked = await ctx.db.delete(jobs).where(eq(jobs.name, "copy-name")).returning();
    if (asked.length === 0) return;
    for (const { payload } of asked) await copyName(ctx, payload as CopyName, { pause: async () => {} });
  }
}
