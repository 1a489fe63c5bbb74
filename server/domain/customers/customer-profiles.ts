import { desc, eq, inArray, sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import {
  customerIdentities,
  customerNotes,
  customers,
  loyaltyAccounts,
  unverifiedIdentities,
  users,
} from "@/db/schema";
import type { CustomerContext } from "@/server/contract/customers";
import type { Id } from "@/server/contract/ids";
import { consentOf } from "../consent/consent-of";
import { contactLabel, customerName, freeText, type Masking } from "../text/mask";

/** The part of the customer panel that depends on the customer alone, not on the conversation. */
export type CustomerProfile = Omit<CustomerContext, "orders" | "earlier">;

/**
 * Customers by id: identities, consent, loyalty and notes, masked for partner agents. Six statements, however many customers.
 * Does not authorize; the caller has decided who may see them.
 */
export async function customerProfiles(
  db: Db | Tx,
  ids: readonly Id[],
  masking: Masking,
): Promise<Map<Id, CustomerProfile>> {
  if (ids.length === 0) return new Map();
  const wanted = [...new Set(ids)];
  const [found, identities, consent, loyalty, notes] = await Promise.all([
    peopleOf(db, wanted),
    identitiesOf(db, wanted),
    consentOf(db, wanted, masking),
    db
      .select()
      .from(loyaltyAccounts)
      .where(inArray(loyaltyAccounts.customerId, wanted))
      .orderBy(loyaltyAccounts.program),
    notesOf(db, wanted),
  ]);
  const of = <T extends { customerId: Id }>(list: T[], id: Id) => list.filter(({ customerId }) => customerId === id);
  return new Map(
    found.map((row) => [
      row.id,
      {
        customer: {
          id: row.id,
          version: row.version,
          name: customerName(row.name, masking),
          language: row.language,
          since: row.since.toISOString(),
        },
        identities: of(identities, row.id).map(({ kind, value, isVerified }) => ({
          kind,
          label: contactLabel(kind, value, masking),
          isVerified,
        })),
        consent: of(consent, row.id).map(({ customerId: _, ...verdict }) => verdict),
        loyalty: of(loyalty, row.id).map(({ program, memberNo, tier, points, source, observedAt }) => ({
          program,
          memberNo: masking.masked ? "••••" : memberNo,
          tier: tier === null ? null : freeText(tier, masking),
          points,
          source,
          asOf: observedAt.toISOString(),
        })),
        notes: of(notes, row.id).map(({ id, body, author, at }) => ({
          id,
          body: freeText(body, masking),
          author,
          at: at.toISOString(),
        })),
      },
    ]),
  );
}

/** A customer's first order may be older than their row: the earlier date counts. */
const since = sql`least(${customers.createdAt}, (select min(o.placed_at) from orders o where o.customer_id = customers.id))`;

const peopleOf = (db: Db | Tx, ids: Id[]) =>
  db
    .select({
      id: customers.id,
      version: customers.version,
      name: customers.name,
      language: customers.language,
      since: since.mapWith(customers.createdAt),
    })
    .from(customers)
    .where(inArray(customers.id, ids));

/** Proven addresses first; a contact from the chat that has been proven since is listed once. */
async function identitiesOf(db: Db | Tx, ids: Id[]) {
  const [proven, left] = await Promise.all([
    db
      .select()
      .from(customerIdentities)
      .where(inArray(customerIdentities.customerId, ids))
      .orderBy(customerIdentities.kind, customerIdentities.scope, customerIdentities.value),
    db.select().from(unverifiedIdentities).where(inArray(unverifiedIdentities.customerId, ids)),
  ]);
  const keyOf = ({ customerId, kind, value }: { customerId: Id; kind: string; value: string }) =>
    `${customerId} ${kind} ${value}`;
  const known = new Set(proven.map(keyOf));
  return [
    ...proven.map((one) => ({ ...one, isVerified: true })),
    ...left.filter((one) => !known.has(keyOf(one))).map((one) => ({ ...one, isVerified: false })),
  ];
}

const notesOf = (db: Db | Tx, ids: Id[]) =>
  db
    .select({
      id: customerNotes.id,
      customerId: customerNotes.customerId,
      body: customerNotes.body,
      author: users.name,
      at: customerNotes.at,
    })
    .from(customerNotes)
    .innerJoin(users, eq(users.id, customerNotes.authorId))
    .where(inArray(customerNotes.customerId, ids))
    .orderBy(desc(customerNotes.at), desc(customerNotes.id));
