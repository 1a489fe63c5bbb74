import { and, desc, eq, gt, ne, or } from "drizzle-orm";
import { drafts } from "@/db/schema";
import { EMPTY_FOR_MS } from "@/server/contract/constants";
import type { Draft } from "@/server/contract/drafts";
import type { PersonActor } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { toDraft } from "./draft-rows";

/** The most drafts that a device loads. */
const MAX_DRAFTS = 2000;

/**
 * The actor's own drafts, the last changed first, also those of conversations that they may no longer read: the words are theirs. With
 * those that became empty within the last day, for devices that still show their text.
 * @source Storeline `drafts`
 */
export async function listDrafts({ db, actor, now }: Ctx<PersonActor>): Promise<Draft[]> {
  const yesterday = new Date(now().getTime() - EMPTY_FOR_MS);
  const rows = await db
    .select()
    .from(drafts)
    .where(and(eq(drafts.userId, actor.id), or(ne(drafts.body, ""), gt(drafts.changedAt, yesterday))))
    .orderBy(desc(drafts.version))
    .limit(MAX_DRAFTS);
  return rows.map(toDraft);
}
