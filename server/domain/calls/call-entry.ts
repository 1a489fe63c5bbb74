import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { CallEntryKind } from "@/db/schema";
import { endOf, missedSince } from "@/server/contract/missed-calls";
import { isRecorded } from "@/server/contract/recorded-calls";
import type { Call } from "./call";

const kindOf = (call: Call): CallEntryKind => (missedSince(call) === null ? call.direction : "missed");

/**
 * Writes what lists of calls are read from, under the conversation's lock. Where the conversation is comes with it; a trigger
 * keeps that equal.
 */
export async function storeCallEntry(tx: Tx, call: Call): Promise<void> {
  const kind = kindOf(call);
  const endedAt = endOf(call);
  await tx.execute(sql`
    insert into call_entries (item_id, conversation_id, seq, kind, started_at, ended_at,
      place_id, assignee_id, offered_user_id, offered_place_id, is_recorded)
    select ${call.itemId}::uuid, c.id, ${call.seq}::int, ${kind}, ${call.startedAt.toISOString()}::timestamptz,
      ${endedAt}::timestamptz, c.place_id, c.assignee_id, c.offered_user_id, c.offered_place_id,
      ${isRecorded(call)}
    from conversations c where c.id = ${call.conversationId}::uuid
    on conflict (item_id) do update set kind = excluded.kind, ended_at = excluded.ended_at,
      is_recorded = excluded.is_recorded`);
}
