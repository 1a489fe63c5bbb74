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
import { type Group, groupsOf } from "@/server/domain/merging/members";
import { mergesOf, toMergeView } from "@/server/domain/merging/merges-of";
import { consentOf } from "../consent/consent-of";
import { contactLabel, customerName, freeText, type Masking } from "../text/mask";
import { sharedWith, sharersOf } from "./shared-identities";

/** The part of the customer panel that depends on the customer alone, not on the conversation. */
export type CustomerProfile = Omit<CustomerContext, "orders" | "earlier">;

/**
 * Customers by id, each with everything of those merged with them: identities, consent, loyalty and notes, masked for partner agents.
 * A fixed number of statements, however many customers. Does not authorize; the caller has decided who may see them.
 */
export async function customerProfiles(
  db: Db | Tx,
  ids: readonly Id[],
  masking: Masking,
): Promise<Map<Id, CustomerProfile>> {
  if (ids.length === 0) return new Map();
  const groups = await groupsOf(db, ids);
  const wanted = [...new Set([...groups.values()].flatMap(({ memberIds }) => memberIds))];
  const sharing = await sharingOf(db, masking.masked ? [] : wanted);
  const [found, identities, consent, loyalty, notes, merges] = await Promise.all([
    peopleOf(db, wanted),
    identitiesOf(db, wanted),
    consentOf(db, wanted, masking),
    db
      .select()
      .from(loyaltyAccounts)
      .where(inArray(loyaltyAccounts.customerId, wanted))
      .orderBy(loyaltyAccounts.program),
    notesOf(db, wanted),
    mergesOf(db, [...wanted, ...sharing.memberIds]),
  ]);
  const of = <T extends { customerId: Id }>(list: T[], { memberIds }: Group) =>
    list.filter(({ customerId }) => memberIds.includes(customerId));
  return new Map(
    [...groups].map(([id, group]) => [
      id,
      {
        customer: shownCustomer(found, group, masking),
        memberIds: group.memberIds,
        merges: merges
          .filter(({ fromId }) =>
            [group, ...sharing.groupsWith(group)].some(({ memberIds }) => memberIds.includes(fromId)),
          )
          .map((merge) => toMergeView(merge, masking)),
        sharedWith: sharing.with(group),
        identities: onceEach(of(identities, group)).map(({ kind, value, isVerified }) => ({
          kind,
          label: contactLabel(kind, value, masking),
          isVerified,
        })),
        consent: of(consent, group).map(({ customerId: _, ...verdict }) => verdict),
        loyalty: of(loyalty, group).map(({ program, memberNo, tier, points, source, observedAt }) => ({
          program,
          memberNo: masking.masked ? "••••" : memberNo,
          tier: tier === null ? null : freeText(tier, masking),
          points,
          source,
          asOf: observedAt.toISOString(),
        })),
        notes: of(notes, group).map(({ id, body, author, at }) => ({
          id,
          body: freeText(body, masking),
          author,
          at: at.toISOString(),
        })),
      },
    ]),
  );
}

/** Who shares an address with these customers, each with everybody who is one person with them. */
async function sharingOf(db: Db | Tx, ids: readonly Id[]) {
  const sharers = await sharersOf(db, ids);
  const groups = await groupsOf(
    db,
    sharers.map(({ id }) => id),
  );
  const withGroup = (group: Group) => sharedWith(sharers, group);
  return {
    memberIds: [...groups.values()].flatMap(({ memberIds }) => memberIds),
    with: withGroup,
    groupsWith: (group: Group) => withGroup(group).flatMap(({ id }) => groups.get(id) ?? []),
  };
}

/** Of an address that one member left unproven and another one owns, the proven one, which comes first. */
const onceEach = <T extends { kind: string; scope?: string; value: string }>(list: T[]): T[] =>
  [
    ...new Map(list.toReversed().map((one) => [`${one.kind} ${one.scope ?? ""} ${one.value}`, one])).values(),
  ].toReversed();

/** A person as their shown customer, with the sum of all versions, so that a change of any member raises it. */
function shownCustomer(
  found: Awaited<ReturnType<typeof peopleOf>>,
  { shownId, memberIds }: Group,
  masking: Masking,
): CustomerProfile["customer"] {
  const members = found.filter(({ id }) => memberIds.includes(id));
  const shown = members.find(({ id }) => id === shownId);
  return {
    id: shownId,
    version: members.reduce((sum, { version }) => sum + version, 0),
    name: customerName(shown?.name ?? "", masking),
    isOnRecord: members.some(({ sourceId }) => sourceId !== null),
    language: shown?.language ?? members.find(({ language }) => language)?.language ?? null,
    since: new Date(Math.min(...members.map((one) => one.since.getTime()))).toISOString(),
  };
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
      sourceId: customers.sourceId,
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
    db
      .select()
      .from(unverifiedIdentities)
      .where(inArray(unverifiedIdentities.customerId, ids))
      .orderBy(unverifiedIdentities.kind, unverifiedIdentities.value, unverifiedIdentities.id),
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
