import { logHead } from "@/server/outbox/event-log";
import type { Ctx } from "../context";

/** Returns the head of the log. A screen reads it before its queries, so that it misses nothing. */
export async function syncHead({ db }: Pick<Ctx, "db">): Promise<{ cursor: string }> {
  return { cursor: await logHead(db) };
}
