import { eq, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { conversations } from "@/db/schema";
import type { Id } from "@/server/contract/ids";

/** Items to append to one conversation. All or none of them take a `publicSeq`, and their messages have the same direction. */
type Appended = { isPublic: boolean; messageDirection: "in" | "out" | null };
type Counter = "version" | "lastSeq" | "lastPublicSeq" | "lastInboundSeq" | "lastOutboundSeq";

/**
 * The only code that allocates `seq` and `publicSeq`: a conversation's counters after `count` items are appended, as SQL over
 * its own columns. The UPDATE that sets them holds the row's lock, so `seq` is dense and in commit order; the items take the
 * last `count` numbers.
 * @param count SQL, trusted
 */
function countersAfter({ isPublic, messageDirection }: Appended, count: string): [Counter, string][] {
  const counters: [Counter, string][] = [
    ["version", "version + 1"],
    ["lastSeq", `last_seq + ${count}`],
  ];
  if (isPublic) counters.push(["lastPublicSeq", `last_public_seq + ${count}`]);
  if (messageDirection === "in") counters.push(["lastInboundSeq", `last_seq + ${count}`]);
  if (messageDirection === "out") counters.push(["lastOutboundSeq", `last_seq + ${count}`]);
  return counters;
}

/** For one item, as drizzle columns. */
export const oneSeq = (appended: Appended): Partial<Record<Counter, SQL>> =>
  Object.fromEntries(countersAfter(appended, "1").map(([counter, value]) => [counter, sql.raw(value)]));

/** For `count` customers' messages, as the SET clause of a statement. */
export const inboundSeqs = (count: string): string =>
  countersAfter({ isPublic: true, messageDirection: "in" }, count)
    .map(([counter, value]) => `${conversations[counter].name} = ${value}`)
    .join(", ");

/** The `publicSeq` of a stored message that the customer sees from now on. The UPDATE takes the conversation's lock. */
export async function nextPublicSeq(tx: Tx, conversationId: Id): Promise<number> {
  const [counted] = await tx
    .update(conversations)
    .set({ lastPublicSeq: sql`${conversations.lastPublicSeq} + 1` })
    .where(eq(conversations.id, conversationId))
    .returning({ last: conversations.lastPublicSeq });
  if (!counted) throw new Error("nextPublicSeq: the conversation vanished under its lock");
  return counted.last;
}
