import { sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { recordset, rowsOf } from "@/db/sql";
import { type AnyChannel, channelOf, inRefusal } from "@/server/channels/directory";
import { type Explanation, explain } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import { membersOf } from "@/server/domain/merging/members";

const HOUR_MS = 3_600_000;
type Address = { kind: string; scope: string; value: string; channel: string | null };

/**
 * Finds the addresses to which their channel accepts no reply now, because the customer never wrote there or too long ago.
 * @returns the same addresses with `closed`, which is null when a reply is allowed. No query for channels without such limits
 */
export async function closedToReplies<A extends Address>(
  db: Db | Tx,
  customerId: Id,
  addresses: readonly A[],
  now: Date,
): Promise<(A & { closed: Explanation | null })[]> {
  const limited = addresses.filter(({ channel }) => hasLimit(channel && channelOf(channel)));
  const lastAt = limited.length > 0 ? await lastInboundAt(db, customerId, limited) : new Map<string, Date>();
  return addresses.map((one) => ({ ...one, closed: whyClosed(one, lastAt.get(keyOf(one)), now) }));
}

/** Such a channel reaches the customer only through the endpoint they wrote to, so they have written. */
const hasLimit = (channel: AnyChannel | null | ""): boolean =>
  !!channel &&
  (channel.capabilities.replyWindowHours !== null ||
    (!channel.capabilities.outboundFirst && channel.reach === "place"));

function whyClosed({ channel }: Address, lastAt: Date | undefined, now: Date): Explanation | null {
  const known = channel === null ? null : channelOf(channel);
  if (!known || !hasLimit(known)) return null;
  const { outboundFirst, replyWindowHours } = known.capabilities;
  if (!lastAt) return outboundFirst ? null : explain("mustWriteFirst", inRefusal(known));
  if (replyWindowHours === null || now.getTime() - lastAt.getTime() <= replyWindowHours * HOUR_MS) return null;
  return explain("replyWindowOver", { ...inRefusal(known), hours: replyWindowHours });
}

const keyOf = ({ kind, scope, value, channel }: Address): string => JSON.stringify([kind, scope, value, channel]);

async function lastInboundAt(db: Db | Tx, customerId: Id, addresses: readonly Address[]): Promise<Map<string, Date>> {
  const asked = addresses.map(({ kind, scope, value, channel }) => ({ kind, scope, value, channel }));
  const rows = await rowsOf<Address & { at: string }>(
    db,
    sql`select r.kind, r.scope, r.value, r.channel, max(i.at)::text as at
      from ${recordset(asked, "kind text, scope text, value text, channel text")}
      join conversations c on c.customer_id in ${membersOf(customerId)}
      join items i on i.conversation_id = c.id and i.direction = 'in' and i.channel = r.channel
        and i.contact_kind = r.kind and i.contact_scope = r.scope and i.contact_value = r.value
      group by r.kind, r.scope, r.value, r.channel`,
  );
  return new Map(rows.map((row) => [keyOf(row), new Date(row.at)]));
}
