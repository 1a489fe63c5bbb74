import { type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { rowsOf } from "@/db/sql";
import type { Id } from "@/server/contract/ids";
import type { SearchFilter } from "@/server/contract/search";
import type { ScopedActor } from "@/server/contract/team";
import { namedLike, phonesEndingWith } from "@/server/domain/customers/candidates";
import { editDistance } from "@/server/lib/edit-distance";
import { likeText, wordsOf } from "@/server/lib/search-words";
import type { Terms } from "./terms";
import { type OpensInRow, opensIn, opensInColumns } from "./visible";

/** The most customers with a name, or with an address, whose conversations are checked. */
const CANDIDATES = 2000;
const CONTACTS = 200;
const SIMILAR = 300;
/** Shorter words are not corrected. */
const TYPO_LETTERS = 4;

export type FoundCustomer = OpensInRow & {
  id: Id;
  name: string;
  /** The address that matched, or else the one of the conversation. */
  kind: string;
  value: string;
};

/** Candidates (id, rank, kind, value), without who may see them. A masked reader finds nobody by an address, nor by digits in a name. */
function candidates({ words, digits, email }: Terms, isMasked: boolean): SQL | null {
  const name = words.length > 0 && (!isMasked || !words.some((word) => /\d/.test(word)));
  const parts = [
    !isMasked &&
      digits &&
      sql`(select customer_id as id, 1 as rank, kind, value from (${phonesEndingWith(digits)}) i limit ${CONTACTS})`,
    !isMasked &&
      digits &&
      sql`(select customer_id, 3, kind, value from customer_identities
      where kind = 'phone' and kind in ('phone', 'email') and value like ${`%${digits}%`} limit ${CONTACTS})`,
    !isMasked &&
      email &&
      sql`(select customer_id, 1, kind, value from customer_identities
      where kind = 'email' and value like ${`${likeText(email)}%`} limit ${CONTACTS})`,
    !isMasked &&
      /[@.]/.test(email) &&
      sql`(select customer_id, 3, kind, value from customer_identities
      where kind = 'email' and kind in ('phone', 'email') and value like ${`%${likeText(email)}%`} limit ${CONTACTS})`,
    name && sql`(select id, 2, null, null from (${namedLike(words)} offset 0) named limit ${CANDIDATES})`,
  ].filter((part): part is SQL => typeof part === "object");
  return parts.length === 0 ? null : sql.join(parts, sql` union all `);
}

/** Customers whom the reader may see, by name, number or e-mail address: the best first, then who wrote last. */
export async function findCustomers(
  tx: Tx,
  actor: ScopedActor,
  search: { terms: Terms; filter: SearchFilter; limit: number; isMasked: boolean },
): Promise<FoundCustomer[]> {
  const { terms, filter, limit, isMasked } = search;
  const parts = candidates(terms, isMasked);
  return parts === null ? [] : visible(tx, actor, { parts, filter, limit });
}

type Visible = { parts: SQL; filter: SearchFilter; limit: number };

/** Everybody once, as the customer that they are shown as. */
const visible = (tx: Tx, actor: ScopedActor, { parts, filter, limit }: Visible): Promise<FoundCustomer[]> =>
  rowsOf<FoundCustomer>(
    tx,
    sql`with f(id, rank, kind, value) as materialized (${parts}),
        once as materialized (
          select distinct on (shown) coalesce(c.merged_into, c.id) as shown, f.rank, f.kind, f.value
          from f cross join lateral (select id, merged_into from customers where id = f.id offset 0) c
          order by shown, f.rank, f.value)
      select once.shown as id, s.name, coalesce(once.kind, v.contact_kind) as kind,
        coalesce(once.value, v.contact_value) as value, ${opensInColumns}
      from once
      cross join lateral ${opensIn(sql`once.shown`, actor, filter)}
      cross join lateral (select name from customers where id = once.shown offset 0) s
      order by once.rank, v.last_message_at desc, once.shown limit ${limit}`,
  );

const allowed = (word: string): number => (word.length < TYPO_LETTERS ? 0 : word.length < 6 ? 1 : 2);
const wordDistance = (wanted: string, name: readonly string[]): number =>
  Math.min(...name.map((word) => editDistance(wanted, word, allowed(wanted))));

/** Customers whose name differs from the words by a typing mistake. @returns none for words that are too short to tell */
export async function findSimilar(
  tx: Tx,
  actor: ScopedActor,
  { terms, filter, limit }: { terms: Terms; filter: SearchFilter; limit: number },
): Promise<FoundCustomer[]> {
  const long = terms.words.filter((word) => word.length >= TYPO_LETTERS);
  if (long.length === 0 || terms.words.some((word) => /\d/.test(word))) return [];
  const likeEach = sql.join(
    long.map((word) => sql`search_fold(name) %> ${word}`),
    sql` and `,
  );
  const similar = sql.join(
    long.map((word) => sql`word_similarity(${word}, search_fold(name))`),
    sql` + `,
  );
  // A word with one mistake keeps about a third of its parts of three letters.
  await tx.execute(sql`select set_config('pg_trgm.word_similarity_threshold', '0.3', true)`);
  const near = await rowsOf<{ id: Id; name: string }>(
    tx,
    sql`select id, name from customers where ${likeEach} order by ${similar} desc, id limit ${SIMILAR}`,
  );
  const alike = near.filter(({ name }) => {
    const names = wordsOf(name).map(({ word }) => word);
    return terms.words.every((word) => wordDistance(word, names) <= allowed(word));
  });
  if (alike.length === 0) return [];
  const parts = sql.join(
    alike.map(({ id }) => sql`(select ${id}::uuid, 4, null::text, null::text)`),
    sql` union all `,
  );
  return visible(tx, actor, { parts, filter, limit });
}
