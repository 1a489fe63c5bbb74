import { eq, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { callbacks, conversations, users } from "@/db/schema";
import { idList } from "@/db/sql";
import type { Id } from "@/server/contract/ids";
import type { PersonActor, Scope } from "@/server/contract/team";
import type { Write } from "@/server/domain/command";
import { lockConversation } from "@/server/domain/conversations/record/load-conversation";
import { defineConsumer } from "@/server/domain/define-consumer";
import { scopesOf } from "@/server/domain/team/scope";
import { changeCallback, openCallbackOf } from "./callback";

/**
 * Whether this person may be asked to make a callback `b`: it is theirs or their place's, or a colleague's there whose customer has not
 * called in meanwhile. Who may read every place is asked for those of no place. The same rule is in the patches.
 */
export function mayBeAsked({ id, scope }: PersonActor): SQL {
  if (scope.all) return sql`b.assignee_id = ${id}`;
  const isHere = sql`${conversations.placeId} = any(${idList(scope.placeIds)})`;
  return sql`(b.assignee_id = ${id} or (${isHere} and (b.assignee_id is null or b.talked_at is null)))`;
}

/**
 * Gives the callbacks of a person who was disabled, or can no longer read the conversation, to its place. Conversations that are
 * theirs move with `releasePerson`, and take their callbacks along.
 */
export const callbackOwners = defineConsumer({
  name: "callback-owners",
  events: ["person.changed"],
  startAt: "head",
  handle: (write, { payload }) => releaseCallbacks(write, payload.userId),
  async onGap(write) {
    const owners = await write.tx
      .selectDistinct({ userId: callbacks.assigneeId })
      .from(callbacks)
      .where(eq(callbacks.state, "open"));
    for (const { userId } of owners) if (userId) await releaseCallbacks(write, userId);
    return "head";
  },
});

async function releaseCallbacks(write: Write, userId: Id): Promise<void> {
  const { tx } = write;
  const theirs = await tx
    .select({ conversationId: callbacks.conversationId })
    .from(callbacks)
    .where(sql`${callbacks.state} = 'open' and ${callbacks.assigneeId} = ${userId}`)
    .orderBy(callbacks.conversationId);
  if (theirs.length === 0) return;
  const scope = await scopeOf(tx, userId);
  for (const { conversationId } of theirs) {
    const conversation = await lockConversation(tx, conversationId);
    const callback = await openCallbackOf(tx, conversationId);
    if (conversation && callback?.assigneeId === userId && !canMake(scope, userId, conversation))
      await changeCallback(write, callback, { assigneeId: null });
  }
}

/** Null for somebody who was disabled. */
async function scopeOf(tx: Tx, userId: Id): Promise<Scope | null> {
  const [user] = await tx.select({ disabledAt: users.disabledAt }).from(users).where(eq(users.id, userId));
  return user && !user.disabledAt ? ((await scopesOf(tx, [userId])).get(userId) ?? null) : null;
}

const canMake = (scope: Scope | null, userId: Id, at: { placeId: Id; assigneeId: Id | null }): boolean =>
  scope !== null && (scope.all || scope.placeIds.includes(at.placeId) || at.assigneeId === userId);
