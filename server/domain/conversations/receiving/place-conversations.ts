import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { conversations, customers, users } from "@/db/schema";
import { recordset, rowsOf } from "@/db/sql";
import type { Identity } from "@/server/contract/customers";
import type { Id } from "@/server/contract/ids";
import { causedByCustomer, type Write } from "@/server/domain/command";
import { appendItem } from "../record/append-item";
import type { ConversationRecord } from "../record/load-conversation";
import { UNRESOLVED } from "./receive-statements";
import { reopenWindow } from "./settings";

export type Need = { customerId: Id; endpointId: Id; placeId: Id; channel: string; from: Identity };
export const needKey = ({ customerId, endpointId }: Pick<Need, "customerId" | "endpointId">): string =>
  `${customerId}/${endpointId}`;

/**
 * Gives each customer who writes on an endpoint an open conversation: the unresolved one that matches (woken if it was
 * snoozed), else one resolved here within the reopen window, else a new one. The customers' rows are locked in id order, so
 * when messages arrive at once on several nodes, the first decides and the others see its result.
 * @returns conversation ids by `needKey`
 */
export async function placeConversations(write: Write, needs: readonly Need[]): Promise<Map<string, Id>> {
  const distinct = [...new Map(needs.map((need) => [needKey(need), need])).values()];
  const customerIds = [...new Set(distinct.map((need) => need.customerId))];
  await write.tx
    .select({ id: customers.id })
    .from(customers)
    .where(inArray(customers.id, customerIds))
    .orderBy(asc(customers.id))
    .for("update");
  const found = await candidates(write, distinct);
  const placed = new Map<string, Id>();
  const atPlace = new Map<string, Id>();
  const woken = new Set<Id>();
  const opened: (typeof conversations.$inferInsert)[] = [];
  for (const need of distinct) {
    const here = `${need.customerId}/${need.placeId}`;
    const candidate = found.get(needKey(need));
    const id = candidate ?? atPlace.get(here) ?? uuidv7();
    if (candidate && !woken.has(candidate)) {
      await makeOpen(causedByCustomer(write, need.customerId), candidate);
    }
    if (candidate) woken.add(candidate);
    else if (!atPlace.has(here)) opened.push(newConversation(write, need, id));
    if (!atPlace.has(here)) atPlace.set(here, id);
    placed.set(needKey(need), id);
  }
  if (opened.length > 0) await write.tx.insert(conversations).values(opened);
  for (const { id, customerId } of opened) {
    causedByCustomer(write, customerId).emit("conversation.opened", { conversationId: id as Id, seqs: [] });
  }
  return placed;
}

/**
 * The conversation in which a text from this customer would be stored, or null when it would start one. Locks the customer, so that
 * of two who start one at once the second finds that of the first.
 */
export async function matchingConversation(write: Write, need: Need): Promise<ConversationRecord | null> {
  const { tx } = write;
  await tx.select({ id: customers.id }).from(customers).where(eq(customers.id, need.customerId)).for("update");
  const id = (await candidates(write, [need])).get(needKey(need));
  if (!id) return null;
  const [found] = await tx.select().from(conversations).where(eq(conversations.id, id));
  return found ?? null;
}

async function candidates(write: Write, needs: readonly Need[]): Promise<Map<string, Id>> {
  const { tx, now, settings } = write;
  const rows = await Promise.all(
    needs.map(async (need) => {
      const hours = await settings.get(reopenWindow, need.placeId);
      const since = new Date(now.getTime() - hours * 3_600_000);
      return { key: needKey(need), customer_id: need.customerId, endpoint: need.endpointId, since };
    }),
  );
  const found = await rowsOf<{ key: string; id: Id }>(
    tx,
    sql`select k.key, coalesce(u.id, r.id) as id
      from (select * from ${recordset(rows, "key text, customer_id uuid, endpoint uuid, since timestamptz")}) k
      join endpoints e on e.id = k.endpoint
      left join lateral (${sql.raw(UNRESOLVED)}) u on true
      left join lateral (
        select c.id from conversations c
        where c.customer_id = k.customer_id and c.status = 'resolved' and c.place_id = e.place_id
          and c.resolved_at >= k.since
        order by c.resolved_at desc limit 1
      ) r on u.id is null
      where u.id is not null or r.id is not null`,
  );
  return new Map(found.map((row) => [row.key, row.id]));
}

/** Wakes or reopens under the row's lock. A conversation that somebody else opened meanwhile is not changed. */
export async function makeOpen(write: Write, conversationId: Id): Promise<void> {
  const [row] = await write.tx.select().from(conversations).where(eq(conversations.id, conversationId)).for("update");
  if (row?.status === "snoozed") {
    const touch = { status: "open" as const, snoozedUntil: null };
    const { seq } = await appendItem(write, row.id, { kind: "system", system: { type: "unsnoozed" } }, touch);
    write.emit("conversation.woken", { conversationId, seqs: [seq] });
  }
  if (row?.status === "resolved") {
    const assigneeId = await stillHere(write, row);
    const touch = { status: "open" as const, resolvedAt: null, assigneeId, finishedSeq: row.lastSeq };
    const { seq } = await appendItem(
      write,
      row.id,
      { kind: "system", system: { type: "reopened", by: null, byId: null } },
      touch,
    );
    write.emit("conversation.reopened", { conversationId, seqs: [seq] });
  }
}

/** A reopened conversation returns to its owner, or to the queue when they can no longer sign in. */
async function stillHere({ tx }: Write, { assigneeId }: ConversationRecord): Promise<Id | null> {
  if (!assigneeId) return null;
  const [person] = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, assigneeId), isNull(users.disabledAt)));
  return person?.id ?? null;
}

/** The columns of a conversation that begins now. */
export const newConversation = ({ now }: Write, need: Need, id: Id): typeof conversations.$inferInsert => ({
  id,
  customerId: need.customerId,
  originPlaceId: need.placeId,
  placeId: need.placeId,
  channel: need.channel,
  endpointId: need.endpointId,
  contactKind: need.from.kind,
  contactScope: need.from.scope ?? "",
  contactValue: need.from.value,
  lastMessageAt: now,
  createdAt: now,
});
