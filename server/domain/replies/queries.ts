import { and, asc, desc, eq, isNull, max, or, sql, sum } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { places, savedReplies, savedReplyUses } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { SavedReply } from "@/server/contract/replies";
import type { Actor, PersonActor } from "@/server/contract/team";
import type { Ctx } from "../context";
import { loadConversation } from "../conversations/record/load-conversation";
import { canEdit, libraryOf, usableBy } from "./policy";

/**
 * Every saved reply that the person may use, the most used first.
 * @source Storeline `saved_replies`
 */
export async function listReplies({ db, actor }: Ctx<PersonActor>): Promise<SavedReply[]> {
  const rows = await selectReplies(db).where(and(isNull(savedReplies.deletedAt), usableBy(actor)));
  return rows.map((row) => toView(row, actor));
}

/**
 * The saved replies for one conversation, the most used first: the person's own, its place's and the organization's.
 * @throws DomainError "not_found" when the conversation is not visible
 * @source Storeline `saved_replies`
 */
export async function repliesFor(
  { db, actor }: Ctx<PersonActor>,
  { conversationId }: { conversationId: Id },
): Promise<SavedReply[]> {
  const { placeId } = await loadConversation(db, actor, conversationId);
  const isHere = or(isNull(savedReplies.placeId), eq(savedReplies.placeId, placeId));
  const rows = await selectReplies(db).where(and(isNull(savedReplies.deletedAt), isHere, usableBy(actor, placeId)));
  return rows.map((row) => toView(row, actor));
}

/** One saved reply as this actor sees it. */
export async function replyOf(tx: Tx, actor: Actor, id: Id): Promise<SavedReply> {
  const [row] = await selectReplies(tx).where(eq(savedReplies.id, id));
  return toView(row as Row, actor);
}

function selectReplies(db: Db | Tx) {
  const uses = db
    .select({
      used: sum(savedReplyUses.count).mapWith(Number).as("used"),
      lastUsedAt: max(savedReplyUses.lastUsedAt).as("last_used_at"),
    })
    .from(savedReplyUses)
    .where(eq(savedReplyUses.replyId, savedReplies.id))
    .as("uses");
  return db
    .select({ reply: savedReplies, placeName: places.name, used: uses.used, lastUsedAt: uses.lastUsedAt })
    .from(savedReplies)
    .leftJoin(places, eq(places.id, savedReplies.placeId))
    .leftJoinLateral(uses, sql`true`)
    .orderBy(desc(sql`coalesce(${uses.used}, 0)`), asc(sql`lower(${savedReplies.name})`), asc(savedReplies.id))
    .$dynamic();
}
type Row = Awaited<ReturnType<typeof selectReplies>>[number];

function toView({ reply, placeName, used, lastUsedAt }: Row, actor: Actor): SavedReply {
  const { id, version, name, shortcut, body } = reply;
  return {
    ...{ id, version, library: libraryOf(reply), placeName, name, shortcut, body },
    used: used ?? 0,
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    canEdit: canEdit(actor, reply),
  };
}
