import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";

import type { Identity } from "@/server/contract/customers";
import type { Id } from "@/server/contract/ids";
import type { Write } from "../command";
import { recordset, rowsOf } from "../commerce/records";
import { placeholderName } from "./normalise";

/** Somebody who wrote to us: the (normalised) address they used, and others proven to be theirs. */
export type Caller = { from: Identity; alsoKnownAs: Identity[]; displayName: string | null };

export const identityKey = ({ kind, value }: Identity): string => `${kind} ${value}`;

/**
 * Who these people are; the unknown become customers. Race-safe: of all who see the same new address at once, exactly one
 * makes the customer, the others wait and find it. A further identity is attached when it is free, and never taken from anybody.
 * @returns the customer of each caller, by `identityKey(from)`
 */
export async function resolveCustomers(write: Write, callers: readonly Caller[]): Promise<Map<string, Id>> {
  const one = new Map(callers.map((caller) => [identityKey(caller.from), caller]));
  const known = await owners(
    write,
    [...one.values()].flatMap((caller) => [caller.from, ...caller.alsoKnownAs]),
  );
  const fresh: Claim[] = [];
  for (const [key, caller] of one) {
    const owner = known.get(key) ?? caller.alsoKnownAs.map((alias) => known.get(identityKey(alias))).find(Boolean);
    const customerId = owner ?? uuidv7();
    for (const identity of [caller.from, ...caller.alsoKnownAs]) {
      if (known.has(identityKey(identity))) continue;
      fresh.push({ ...identity, customerId, isNew: !owner, name: caller.displayName ?? placeholderName(caller.from) });
    }
  }
  if (fresh.length > 0) await claim(write, fresh);
  const resolved =
    fresh.length > 0
      ? await owners(
          write,
          [...one.values()].map((caller) => caller.from),
        )
      : known;
  return new Map([...one.keys()].map((key) => [key, resolved.get(key) as Id]));
}

/** The customer behind one caller. */
export async function resolveCustomer(write: Write, caller: Caller): Promise<Id> {
  return (await resolveCustomers(write, [caller])).get(identityKey(caller.from)) as Id;
}

type Claim = Identity & { customerId: Id; isNew: boolean; name: string };

/**
 * Takes free addresses, sorted so that two writers never wait for each other crosswise. A customer is made only by whoever
 * won an address for it, in the same statement: foreign keys are checked at its end.
 */
async function claim({ tx, emit }: Write, fresh: Claim[]): Promise<void> {
  const rows = fresh
    .map(({ kind, value, customerId, isNew, name }) => ({ kind, value, customer_id: customerId, is_new: isNew, name }))
    .sort((a, b) => (identityKey(a) < identityKey(b) ? -1 : 1));
  const columns = "kind text, value text, customer_id uuid, is_new boolean, name text";
  const taken = await rowsOf<{ customer_id: Id; is_new: boolean }>(
    tx,
    sql`with input as (select * from ${recordset(rows, columns)}),
      won as (
        insert into customer_identities (kind, value, customer_id, source)
        select kind, value, customer_id, 'inbound' from input order by kind, value
        on conflict (kind, value) do nothing
        returning customer_id
      ),
      made as (
        insert into customers (id, name, source)
        select distinct on (customer_id) customer_id, name, 'inbound' from input
        where is_new and customer_id in (select customer_id from won) order by customer_id
        returning id
      ),
      grown as (
        update customers set version = version + 1
        where id in (select customer_id from won) and id not in (select id from made)
      )
      select distinct customer_id, customer_id in (select id from made) as is_new from won`,
  );
  for (const row of taken) if (!row.is_new) emit("customer.changed", { customerId: row.customer_id });
}

async function owners({ tx }: Write, identities: readonly Identity[]): Promise<Map<string, Id>> {
  const rows = await rowsOf<Identity & { customer_id: Id }>(
    tx,
    sql`select i.kind, i.value, i.customer_id from customer_identities i
     join ${recordset(
       identities.map(({ kind, value }) => ({ kind, value })),
       "kind text, value text",
     )} using (kind, value)`,
  );
  return new Map(rows.map((row) => [identityKey(row), row.customer_id]));
}
