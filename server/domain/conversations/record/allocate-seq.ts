import { type SQL, sql } from "drizzle-orm";
import { conversations } from "@/db/schema";

/** What is appended to one conversation: entries that all take a `publicSeq` or none, and whose messages go one way. */
type Appended = { isPublic: boolean; messageDirection: "in" | "out" | null };
type Counter = "version" | "lastSeq" | "lastPublicSeq" | "lastInboundSeq" | "lastOutboundSeq";

/**
 * Allocates `seq` and `publicSeq`, and is the only code that does: what a conversation's counters become when `count` entries are
 * appended, as SQL over its own columns. The UPDATE that sets them holds the row's lock, so that `seq` is dense and in commit order;
 * the entries take the last `count` numbers.
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

/** For one entry, as drizzle sets columns. */
export const oneSeq = (appended: Appended): Partial<Record<Counter, SQL>> =>
  Object.fromEntries(countersAfter(appended, "1").map(([counter, value]) => [counter, sql.raw(value)]));

/** For as many customers' messages as `count` says, as a statement sets columns. */
export const inboundSeqs = (count: string): string =>
  countersAfter({ isPublic: true, messageDirection: "in" }, count)
    .map(([counter, value]) => `${conversations[counter].name} = ${value}`)
    .join(", ");
