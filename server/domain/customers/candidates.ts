import { type SQL, sql } from "drizzle-orm";
import { beginningsQuery } from "@/server/lib/search-words";

/** Fewer digits than this are not searched for. */
export const DIGITS = 4;

/** Customers in whose name a word begins with each of these folded words: selects `id`. */
export const namedLike = (words: readonly string[]): SQL => sql`select id from customers
  where to_tsvector('simple', search_fold(name)) @@ to_tsquery('simple', ${beginningsQuery(words)})`;

/** Identities that are phone numbers with these last digits. */
export const phonesEndingWith = (digits: string): SQL => sql`select customer_id, kind, value from customer_identities
  where kind = 'phone' and reverse(value) like ${`${[...digits].reverse().join("")}%`}`;
