import { and, eq, isNull, ne, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { attachments, items } from "@/db/schema";
import type { ItemOf } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import type { Actor } from "@/server/contract/team";
import { seesPersonalData } from "@/server/domain/team/policy";
import { type ConversationRecord, loadConversation } from "./load-conversation";
import { itemsOf } from "./rows";

type Kind = "message" | "note";
type Written<K extends Kind> = {
  conversationId: Id;
  clientMessageId: Id;
  kind: K;
  body: string;
  attachmentIds: readonly Id[];
};

/** A locked conversation to write in, or the item that was written before under the same client id. */
type Writable<K extends Kind> =
  | { conversation: ConversationRecord; before: null }
  | { conversation: ConversationRecord | null; before: ItemOf<K> };

/**
 * Locks a conversation to write in it. A repeated request gets the item it wrote the first time, even when its author has lost
 * the conversation since: a refusal would make the message look unsent, and a colleague might send it again.
 * @throws DomainError "not_found" when not visible; "conflict" when the client id was used for something else
 */
export async function loadToWrite<K extends Kind>(tx: Tx, actor: Actor, written: Written<K>): Promise<Writable<K>> {
  const found = await loadConversation(tx, actor, written.conversationId, { lock: true }).catch((error) => {
    if (error instanceof DomainError) return error;
    throw error;
  });
  const before = await replayed(tx, actor, written);
  if (before) return { conversation: found instanceof DomainError ? null : found, before };
  if (found instanceof DomainError) throw found;
  return { conversation: found, before };
}

/** The item this author wrote under this client id before, or null. */
async function replayed<K extends Kind>(tx: Tx, actor: Actor, written: Written<K>): Promise<ItemOf<K> | null> {
  if (!actor.id) return null;
  const mine = and(authoredBy(actor, written), eq(items.clientMessageId, written.clientMessageId));
  const [row] = await tx.select().from(items).where(mine);
  if (!row) return null;
  const { conversationId, kind, body } = row;
  const isThis = conversationId === written.conversationId && kind === written.kind;
  // A message that was taken back has neither its text nor its files any more.
  const same = row.deliveryStatus === "canceled" || body === written.body;
  const isWhole = row.deliveryStatus === "canceled" || (await sameFiles(tx, row.id, written.attachmentIds));
  if (!isThis || !same || !isWhole) throw usedTwice();
  return itemAt(tx, actor, written.kind, conversationId, row.seq);
}

/**
 * A person's client ids are unique to them; an integration's are unique to the conversation, because its items have no author.
 */
const authoredBy = (actor: Actor, { conversationId }: { conversationId: Id }) =>
  actor.kind === "person"
    ? eq(items.authorId, actor.id)
    : and(
        eq(items.conversationId, conversationId),
        isNull(items.authorId),
        ne(sql`coalesce(${items.direction}, 'out')`, "in"),
      );

async function sameFiles(tx: Tx, itemId: Id, ids: readonly Id[]): Promise<boolean> {
  const rows = await tx.select({ id: attachments.id }).from(attachments).where(eq(attachments.itemId, itemId));
  return rows.length === ids.length && rows.every((row) => ids.includes(row.id));
}

/**
 * Converts the violation of the unique index (the same id sent to two conversations at once) into the conflict that a later
 * repeat gets.
 */
export function asReplayConflict(error: unknown): unknown {
  const { code, constraint } = ((error as { cause?: unknown })?.cause ?? error) as {
    code?: string;
    constraint?: string;
  };
  return code === "23505" && constraint === "items_client_message" ? usedTwice() : error;
}

const usedTwice = () => new DomainError("conflict", "messageIdUsed");

/**
 * Loads one item as this actor sees it, for the response of a command.
 * @throws Error when it is not of this kind
 */
export async function itemAt<K extends Kind>(
  tx: Tx,
  actor: Actor,
  kind: K,
  conversationId: Id,
  seq: number,
): Promise<ItemOf<K>> {
  const [item] = await itemsOf(tx, conversationId, [seq], { masked: !seesPersonalData(actor) });
  if (item?.kind !== kind) throw new Error(`itemAt: not a ${kind}`);
  return item as ItemOf<K>;
}
