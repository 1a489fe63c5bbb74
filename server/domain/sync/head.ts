import { logHead } from "@/server/outbox/event-log";
import type { Ctx } from "../context";

/** Where the log stands: a screen that asks this first and its queries after misses nothing. */
export async function syncHead({ db }: Pick<Ctx, "db">): Promise<{ cursor: string }> {
  return { cursor: await logHead(db) };
}
