import { and, eq, inArray, notInArray, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { customerIdentities, loyaltyAccounts, sharedIdentities } from "@/db/schema";
import { recordset, rowsOf } from "@/db/sql";
import type { Identity } from "@/server/contract/customers";
import type { Id } from "@/server/contract/ids";
import type { Write } from "../command";
import { customerIdentitiesOf } from "./customer-identities";
import { lockAsCreator, wakeParked } from "./event-keys";
import {
  APPLIED,
  type Apply,
  type IngestEvent,
  lineageOf,
  newestPerSubject,
  type Settled,
  STALE,
} from "./ingest-batch";
import { isNewerOfAny, LINEAGE_COLUMNS } from "./order-guard";

type Customer = IngestEvent<"retail.customer.changed.v1">;
/** One customer of the source, matched to an existing customer by any address, or to a new one. */
type Match = { event: Customer; identities: Identity[]; customerId: Id; isNew: boolean };

/**
 * Applies customers of a source. Somebody first seen by text or chat is the same customer when any normalized address matches.
 * When two customers of one source have the same address, it stays with the first, and is kept as shared with the other.
 */
export const applyCustomers: Apply<"retail.customer.changed.v1"> = async (write, connection, events) => {
  const settled = new Map<string, Settled>();
  const newest = newestPerSubject(events, (event) => event.data.id, settled);
  await lockAsCreator(write);
  const matches = await match(write, connection, newest);
  const applied = await upsert(write, connection, matches);
  for (const { event } of matches) settled.set(event.key, applied.has(event.key) ? APPLIED : STALE);
  const current = matches.filter((found) => applied.has(found.event.key));
  await attachIdentities(write, connection, current);
  const owners = await shareIdentities(write, connection, current);
  await replaceLoyalty(write, connection, current);
  for (const customerId of new Set([...current.map((found) => found.customerId), ...owners])) {
    write.emit("customer.changed", { customerId });
  }
  await wakeParked(
    write,
    current.map(({ event }) => `customer:${event.data.id}`),
  );
  return settled;
};

async function match({ tx }: Write, connection: string, events: Customer[]): Promise<Match[]> {
  const external = `external:${connection}`;
  const wanted = events.map((event) => ({ event, identities: customerIdentitiesOf(connection, event.data) }));
  const flat = wanted.flatMap((one) => one.identities);
  const known = await rowsOf<{ kind: string; value: string; customer_id: Id; described: boolean }>(
    tx,
    sql`select i.kind, i.value, i.customer_id, exists (
          select 1 from customer_identities x where x.customer_id = i.customer_id and x.kind = ${external}) as described
        from customer_identities i join ${recordset(flat, "kind text, value text")} using (kind, value)
        where i.scope = ''`,
  );
  const owner = new Map(known.map((row) => [`${row.kind} ${row.value}`, row]));
  const adopted = new Set<Id>();
  return wanted.map(({ event, identities }) => {
    const owners = identities.flatMap((one) => owner.get(`${one.kind} ${one.value}`) ?? []);
    const own = owners.find((row) => row.kind === external);
    const person = own ?? owners.find((row) => !row.described && !adopted.has(row.customer_id));
    if (person) adopted.add(person.customer_id);
    return { event, identities, customerId: person?.customer_id ?? uuidv7(), isNew: !person };
  });
}

/** @returns the keys of the events that were newer than the stored state */
async function upsert({ tx, now }: Write, connection: string, matches: Match[]): Promise<Set<string>> {
  const rows = matches.map(({ event, customerId }) => ({
    id: customerId,
    key: event.key,
    name: event.data.name,
    language: event.data.language ?? null,
    source_id: event.data.id,
    ...lineageOf(connection, event),
  }));
  const written = await rowsOf<{ id: Id }>(
    tx,
    sql`insert into customers as c
          (id, name, language, source_id, source, sequence, source_time, observed_at, content_hash)
        select id, name, language, source_id, source, sequence, source_time, observed_at, content_hash
        from ${recordset(rows, `id uuid, name text, language text, source_id text, ${LINEAGE_COLUMNS}`)}
        order by id
        on conflict (id) do update set
          name = excluded.name, language = excluded.language, source = excluded.source, source_id = excluded.source_id,
          sequence = excluded.sequence, source_time = excluded.source_time, observed_at = excluded.observed_at,
          content_hash = excluded.content_hash, version = c.version + 1
        where ${isNewerOfAny("c", now, ["source", "source_id"])}
        returning id`,
  );
  const ids = new Set(written.map((row) => row.id));
  return new Set(matches.filter((found) => ids.has(found.customerId)).map((found) => found.event.key));
}

/** Replaces the source's addresses: removes those it no longer has, and keeps those learned from the customer. */
async function attachIdentities({ tx }: Write, connection: string, matches: Match[]): Promise<void> {
  if (matches.length === 0) return;
  const external = `external:${connection}`;
  const rows = matches.flatMap(({ identities, customerId }) =>
    identities.map((one) => ({ kind: one.kind, value: one.value, customerId, source: connection })),
  );
  const kept = matches.flatMap(({ identities }) => identities.map((one) => `${one.kind} ${one.value}`));
  await tx.delete(customerIdentities).where(
    and(
      inArray(
        customerIdentities.customerId,
        matches.filter((found) => !found.isNew).map((found) => found.customerId),
      ),
      eq(customerIdentities.source, connection),
      notInArray(sql`${customerIdentities.kind} || ' ' || ${customerIdentities.value}`, kept),
    ),
  );
  const sorted = rows.sort((a, b) => (`${a.kind} ${a.value}` < `${b.kind} ${b.value}` ? -1 : 1));
  const added = await rowsOf<{ kind: string; value: string }>(
    tx,
    sql`insert into customer_identities (kind, value, customer_id, source)
        select kind, value, customer_id, source from ${recordset(
          sorted.map((row) => ({ ...row, customer_id: row.customerId })),
          "kind text, value text, customer_id uuid, source text",
        )}
        on conflict (kind, scope, value) do nothing returning kind, value`,
  );
  const names = new Set(added.filter((row) => row.kind === external).map((row) => row.value));
  const lost = matches.some((found) => found.isNew && !names.has(found.event.data.id));
  // Another node inserted this customer between our read and our insert: retry and read it.
  if (lost) throw Object.assign(new Error("the customer appeared meanwhile"), { code: "40001" });
}

/** Replaces the addresses of these customers that others own. @returns their owners */
async function shareIdentities({ tx }: Write, connection: string, matches: Match[]): Promise<Id[]> {
  if (matches.length === 0) return [];
  const ids = matches.map(({ customerId }) => customerId);
  await tx
    .delete(sharedIdentities)
    .where(and(inArray(sharedIdentities.customerId, ids), eq(sharedIdentities.source, connection)));
  const rows = matches.flatMap(({ identities, customerId }) =>
    identities.map(({ kind, value }) => ({ kind, value, customer_id: customerId })),
  );
  const shared = await rowsOf<{ owner: Id }>(
    tx,
    sql`with taken as (
        select r.kind, r.value, r.customer_id, i.customer_id as owner
        from ${recordset(rows, "kind text, value text, customer_id uuid")}
        join customer_identities i on i.kind = r.kind and i.scope = '' and i.value = r.value and i.customer_id <> r.customer_id
      ), kept as (
        insert into shared_identities (kind, value, customer_id, source)
        select kind, value, customer_id, ${connection} from taken order by kind, value, customer_id on conflict do nothing
      )
      select distinct owner from taken`,
  );
  return shared.map(({ owner }) => owner);
}

async function replaceLoyalty({ tx }: Write, connection: string, matches: Match[]): Promise<void> {
  if (matches.length === 0) return;
  const ids = matches.map((found) => found.customerId);
  await tx
    .delete(loyaltyAccounts)
    .where(and(inArray(loyaltyAccounts.customerId, ids), eq(loyaltyAccounts.source, connection)));
  const accounts = new Map(
    matches.flatMap(({ event, customerId }) => {
      const { loyalty } = event.data;
      if (!loyalty) return [];
      const { program, memberNo, tier = null, points = null } = loyalty;
      const row = { program, memberNo, tier, points, customerId, source: connection, observedAt: event.observedAt };
      return [[`${program} ${memberNo}`, row] as const];
    }),
  );
  if (accounts.size === 0) return;
  await tx
    .insert(loyaltyAccounts)
    .values([...accounts.values()])
    .onConflictDoUpdate({
      target: [loyaltyAccounts.program, loyaltyAccounts.memberNo],
      set: {
        customerId: sql`excluded.customer_id`,
        tier: sql`excluded.tier`,
        points: sql`excluded.points`,
        source: sql`excluded.source`,
        observedAt: sql`excluded.observed_at`,
      },
    });
}
