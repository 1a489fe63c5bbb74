import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { recordset, rowsOf } from "@/db/sql";
import type { Identity } from "@/server/contract/customers";
import type { Id } from "@/server/contract/ids";
import type { Write } from "../command";
import { placeholderName } from "../text/normalize";

/** The sender of a message: the normalized address they used, and others proven to be theirs. */
export type Caller = { from: Identity; alsoKnownAs: Identity[]; displayName: string | null };

export const identityKey = ({ kind, scope = "", value }: Identity): string => JSON.stringify([kind, scope, value]);

/**
 * Finds the customers of these addresses and creates the missing ones. Race-safe: of several transactions with the same new
 * address exactly one creates the customer, and the others retry and find it. A further identity is attached when it is free,
 * and never taken from another customer.
 * @returns the customer of each caller, by `identityKey(from)`
 */
export async function resolveCustomers(write: Write, callers: readonly Caller[]): Promise<Map<string, Id>> {
  const known = await owners(
    write,
    callers.flatMap((caller) => [caller.from, ...caller.alsoKnownAs]),
  );
  const fresh: Claim[] = [];
  const made = new Set<Id>();
  for (const caller of callers) {
    const mine = [caller.from, ...caller.alsoKnownAs];
    const owner = mine.map((identity) => known.get(identityKey(identity))).find(Boolean);
    const customerId = owner ?? uuidv7();
    if (!owner) made.add(customerId);
    const name = caller.displayName ?? placeholderName(caller.from);
    for (const identity of mine.filter((one) => !known.has(identityKey(one)))) {
      fresh.push({ ...identity, customerId, isNew: made.has(customerId), name });
      known.set(identityKey(identity), customerId);
    }
  }
  if (fresh.length > 0) await claim(write, fresh);
  return known;
}

type Claim = Identity & { customerId: Id; isNew: boolean; name: string };

/** Inserts free addresses, sorted so that two writers cannot deadlock. Foreign keys are checked at the end of the statement. */
async function claim({ tx, emit }: Write, fresh: Claim[]): Promise<void> {
  const rows = fresh
    .map(({ kind, scope = "", value, customerId, isNew, name }) => ({
      kind,
      scope,
      value,
      customer_id: customerId,
      is_new: isNew,
      name,
    }))
    .sort((a, b) => (identityKey(a) < identityKey(b) ? -1 : 1));
  const columns = "kind text, scope text, value text, customer_id uuid, is_new boolean, name text";
  const taken = await rowsOf<{ customer_id: Id }>(
    tx,
    sql`with input as (select * from ${recordset(rows, columns)}),
      won as (
        insert into customer_identities (kind, scope, value, customer_id, source)
        select kind, scope, value, customer_id, 'inbound' from input order by kind, scope, value
        on conflict (kind, scope, value) do nothing
        returning customer_id
      ),
      made as (
        insert into customers (id, name, source)
        select distinct on (customer_id) customer_id, name, 'inbound' from input where is_new order by customer_id
      ),
      grown as (
        update customers set version = version + 1
        where id in (select customer_id from input where not is_new)
      )
      select customer_id from won`,
  );
  // Another transaction inserted one of them between our read and our insert: retry the command, which then finds its owner.
  if (taken.length < rows.length) throw Object.assign(new Error("an address was taken meanwhile"), { code: "40001" });
  const grown = new Set(rows.filter((row) => !row.is_new).map((row) => row.customer_id));
  for (const customerId of grown) {
    emit("customer.changed", { customerId }, { kind: "customer", id: customerId });
  }
}

async function owners({ tx }: Write, identities: readonly Identity[]): Promise<Map<string, Id>> {
  const rows = await rowsOf<Identity & { customer_id: Id }>(
    tx,
    sql`select i.kind, i.scope, i.value, i.customer_id from customer_identities i
     join ${recordset(
       identities.map(({ kind, scope = "", value }) => ({ kind, scope, value })),
       "kind text, scope text, value text",
     )} using (kind, scope, value)`,
  );
  return new Map(rows.map((row) => [identityKey(row), row.customer_id]));
}
