import { and, count, eq, isNull, sql } from "drizzle-orm";
import { places, savedReplies } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import { MAX_REPLIES, type SavedReply, SaveReply } from "@/server/contract/replies";
import { personIdOf } from "@/server/contract/team";
import { cleanText } from "@/server/lib/text";
import { command, type Write } from "../command";
import type { Ctx } from "../context";
import { canEdit, canUse, type Owner, ownerIn } from "./policy";
import { replyOf } from "./queries";
import { asShortcutTaken } from "./shortcut-taken";

/**
 * Adds a saved reply to a library, or changes one. The same content again changes nothing.
 * @throws DomainError "forbidden" unless the actor may edit the library; "not_found" for an unknown place, or a reply that was deleted or
 * is somebody else's; "conflict", reason `conflict` with `details.current`, when it was changed after `expectedVersion`, or
 * `shortcutTaken`; "invalid" for content that does not fit, another library than its own, or a full library
 */
export async function saveReply(ctx: Ctx, input: SaveReply): Promise<SavedReply> {
  return save(ctx, input).catch((error) => {
    throw asShortcutTaken(error);
  });
}

const save = command(
  SaveReply,
  async (write, { replyId, library, expectedVersion, ...entered }): Promise<SavedReply> => {
    const { tx, actor, now, emit } = write;
    const owner = ownerIn(library, actor);
    if (!canEdit(actor, owner)) throw new DomainError("forbidden");
    const { name, shortcut, body } = entered;
    const content = { name: cleanText(name), shortcut, body: cleanText(body) };
    const values = { ...content, authorId: personIdOf(actor), changedAt: now };
    const [current] = await tx.select().from(savedReplies).where(eq(savedReplies.id, replyId)).for("update");
    if (!current) {
      if (expectedVersion > 0) throw new DomainError("not_found");
      await requireRoom(write, owner);
      const added = await tx
        .insert(savedReplies)
        .values({ id: replyId, ...owner, ...values })
        .onConflictDoNothing({ target: savedReplies.id })
        .returning();
      // The same request arrived twice at once.
      if (added.length === 0) throw new DomainError("conflict");
    } else {
      if (current.deletedAt || !canUse(actor, current)) throw new DomainError("not_found");
      if (current.userId !== owner.userId || current.placeId !== owner.placeId) throw new DomainError("invalid");
      if (isSame(current, content)) return replyOf(tx, actor, replyId);
      if (current.version !== expectedVersion)
        throw new DomainError("conflict", "conflict", { current: await replyOf(tx, actor, replyId) });
      await tx
        .update(savedReplies)
        .set({ ...values, version: sql`${savedReplies.version} + 1` })
        .where(eq(savedReplies.id, replyId));
    }
    emit("saved_reply.changed", { replyId, ...owner });
    return replyOf(tx, actor, replyId);
  },
);

type Content = Pick<typeof savedReplies.$inferSelect, "name" | "shortcut" | "body">;
const isSame = (a: Content, b: Content): boolean => a.name === b.name && a.shortcut === b.shortcut && a.body === b.body;

/** @throws DomainError "not_found" for an unknown place; "invalid" for a place without conversations, or a full library */
async function requireRoom({ tx }: Write, owner: Owner): Promise<void> {
  if (owner.placeId) {
    const [place] = await tx.select().from(places).where(eq(places.id, owner.placeId));
    if (!place) throw new DomainError("not_found");
    if (!place.takesWork) throw new DomainError("invalid", "placeTakesNoWork");
  }
  const [held] = await tx.select({ replies: count() }).from(savedReplies).where(libraryOfOwner(owner));
  if ((held?.replies ?? 0) >= MAX_REPLIES) throw new DomainError("invalid", "tooManyReplies", { most: MAX_REPLIES });
}

const libraryOfOwner = ({ userId, placeId }: Owner) => {
  const is = (column: typeof savedReplies.userId | typeof savedReplies.placeId, id: Id | null) =>
    id === null ? isNull(column) : eq(column, id);
  return and(is(savedReplies.userId, userId), is(savedReplies.placeId, placeId), isNull(savedReplies.deletedAt));
};
