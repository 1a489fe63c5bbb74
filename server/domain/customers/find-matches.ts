import { type SQL, sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { idList, rowsOf } from "@/db/sql";
import type { CustomerMatch, MatchReason } from "@/server/contract/customer-merges";
import type { Id } from "@/server/contract/ids";
import { membersOf } from "@/server/domain/merging/members";
import { likeText, wordsOf } from "@/server/lib/search-words";
import { DIGITS, namedLike, phonesEndingWith } from "./candidates";

const MOST = 10;
const CONTACTS = 3;

type Found = { id: Id; why: MatchReason };

/**
 * Customers who match what somebody typed: words of their name, the last digits of a phone number, or the beginning of an e-mail
 * address. Without text, those who are probably the same person as this customer. Everybody once, as they are shown; never the customer's own
 * person. Authorizes nothing.
 * @source Storeline `customers`, `customer_identities`
 */
export async function findMatches(db: Db | Tx, customerId: Id, text: string): Promise<CustomerMatch[]> {
  const found = await rowsOf<Found>(
    db,
    sql`with f(id, why, rank) as materialized (${text === "" ? suggested(customerId) : matching(text)}),
        once as (
          select distinct on (coalesce(c.merged_into, c.id)) coalesce(c.merged_into, c.id) as id, f.why, f.rank
          from f join customers c on c.id = f.id
          where coalesce(c.merged_into, c.id) not in (select coalesce(merged_into, id) from customers where id = ${customerId})
          order by coalesce(c.merged_into, c.id), f.rank)
      select id, why from once order by rank, id limit ${MOST}`,
  );
  return describe(db, found);
}

/** Whoever owns an address that this person left unproven, and those with the same name. */
const suggested = (customerId: Id): SQL => sql`
  select i.customer_id, 'leftContact', 1
    from unverified_identities u join customer_identities i on i.kind = u.kind and i.scope = '' and i.value = u.value
    where u.customer_id in ${membersOf(customerId)}
  union all
  (select c.id, 'sameName', 2 from customers own join customers c
      on to_tsvector('simple', search_fold(c.name)) @@ plainto_tsquery('simple', search_fold(own.name))
        and lower(c.name) = lower(own.name)
    where own.id = ${customerId} and own.name ~ '[[:alpha:]]' limit ${MOST})`;

function matching(text: string): SQL {
  const digits = text.replaceAll(/\D/g, "");
  const words = /\p{L}/u.test(text) ? wordsOf(text).map(({ word }) => word) : [];
  const parts = [
    digits.length >= DIGITS && sql`(select customer_id, 'found', 1 from (${phonesEndingWith(digits)}) i limit ${MOST})`,
    sql`(select customer_id, 'found', 2 from customer_identities
      where kind = 'email' and value like ${`${likeText(text.toLowerCase())}%`} limit ${MOST})`,
    words.length > 0 && sql`(select id, 'found', 3 from (${namedLike(words)} offset 0) named limit ${MOST})`,
  ];
  return sql.join(
    parts.filter((part) => part !== false),
    sql` union all `,
  );
}

/** Enough of an address to compare it with what somebody says, and no more: before a merge nobody has to know all of it. */
const partOf = (kind: string, value: string): string =>
  kind === "phone" ? `•••• ${value.slice(-4)}` : value.replace(/^(.)[^@]*@/, "$1••••@");

type Described = Omit<CustomerMatch, "why" | "contacts" | "lastContactAt"> & {
  contacts: { kind: string; value: string }[] | null;
  lastContactAt: string | null;
};

async function describe(db: Db | Tx, found: readonly Found[]): Promise<CustomerMatch[]> {
  if (found.length === 0) return [];
  const rows = await rowsOf<Described>(
    db,
    sql`select c.id, c.name,
        (select json_agg(json_build_object('kind', i.kind, 'value', i.value)) from (
          select kind, value from customer_identities where customer_id in ${membersOf(sql`c.id`)} and kind in ('phone', 'email')
          order by kind desc, value limit ${CONTACTS}) i) as contacts,
        (select count(*)::int from conversations where customer_id in ${membersOf(sql`c.id`)}) as conversations,
        (select count(*)::int from orders where customer_id in ${membersOf(sql`c.id`)}) as orders,
        (select max(last_message_at) from conversations where customer_id in ${membersOf(sql`c.id`)}) as "lastContactAt",
        exists (select 1 from customers where id in ${membersOf(sql`c.id`)} and source_id is not null) as "isOnRecord"
      from customers c
      where c.id = any(${idList(found.map(({ id }) => id))})`,
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return found.flatMap(({ id, why }) => {
    const row = byId.get(id);
    return row ? [toMatch(row, why)] : [];
  });
}

const toMatch = ({ contacts, lastContactAt, ...row }: Described, why: MatchReason): CustomerMatch => ({
  ...row,
  why,
  contacts: (contacts ?? []).map(({ kind, value }) => partOf(kind, value)),
  lastContactAt: lastContactAt && new Date(lastContactAt).toISOString(),
});
