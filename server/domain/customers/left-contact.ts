import { and, eq, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import type { Db, Tx } from "@/db/client";
import { customerIdentities, customers, unverifiedIdentities } from "@/db/schema";
import { allChannels } from "@/server/channels/directory";
import type { Identity } from "@/server/contract/customers";
import { DomainError } from "@/server/contract/errors";
import { Id } from "@/server/contract/ids";
import type { PublicContact } from "@/server/contract/sockets";
import { causedByCustomer, command, type Write } from "../command";
import { recordLeftContact } from "../consent/record-left-contact";
import { activeEndpointsAt } from "../settings/active-endpoints";
import { contactLabel } from "../text/mask";
import { countryOf, isE164, normalizeIdentity } from "../text/normalize";

export type LeftContact = { kind: "phone" | "email"; value: string };

/**
 * Validates a contact that a visitor typed; a national number is taken as one of the place's country.
 * @throws DomainError "invalid"
 */
export async function checkContact(db: Db | Tx, placeId: Id, typed: string): Promise<LeftContact> {
  const kind = /[@\uff20\ufe6b]/.test(typed) ? "email" : "phone";
  const number = await textNumberOf(db, placeId);
  try {
    return { kind, value: normalizeIdentity({ kind, value: typed }, countryOf(number)).value };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new DomainError("invalid", kind === "email" ? "notAFullEmail" : "notAFullNumber");
  }
}

/** Channels by which a place can text a number that never wrote to it. */
const textingChannels = (): string[] =>
  allChannels().flatMap(({ kind, identityKind, capabilities }) =>
    identityKind === "phone" && capabilities.outboundFirst ? [kind] : [],
  );

/** The number a place texts from, or null when it cannot. */
export async function textNumberOf(db: Db | Tx, placeId: Id): Promise<string | null> {
  const rows = await activeEndpointsAt(db, placeId, textingChannels());
  return rows.find(({ address }) => isE164(address))?.address ?? null;
}

/** The contact this visitor left, as the widget shows it; null without one. */
export async function contactOf(db: Db, visitorId: Id): Promise<PublicContact | null> {
  const [left] = await db
    .select({ kind: unverifiedIdentities.kind, value: unverifiedIdentities.value })
    .from(unverifiedIdentities)
    .where(eq(unverifiedIdentities.visitorId, visitorId));
  return left ? publicContact(left) : null;
}

/** A contact as its visitor sees it. */
export const publicContact = ({ kind, value }: LeftContact): PublicContact => ({
  kind,
  label: contactLabel(kind, value, { masked: false }),
});

const SaveContact = z.strictObject({
  visitorId: Id,
  contact: z.strictObject({ kind: z.enum(["phone", "email"]), value: z.string().min(1).max(254) }).nullable(),
});
/**
 * Changes or removes the contact of a visitor who has written before; stores nothing for one who has not. Staff see the change
 * at once.
 */
export const saveContact = command(SaveContact, async (write, { visitorId, contact }): Promise<null> => {
  const [known] = await write.tx
    .select({ customerId: customerIdentities.customerId })
    .from(customerIdentities)
    .where(
      and(
        eq(customerIdentities.kind, "visitor"),
        eq(customerIdentities.scope, ""),
        eq(customerIdentities.value, visitorId),
      ),
    );
  if (!known) return null;
  if (contact) await keepContact(write, { visitorId, customerId: known.customerId, contact, sourceRef: null });
  else if (await dropContact(write, visitorId)) await announce(write, known.customerId);
  return null;
});

type GivenContact = { visitorId: Id; customerId: Id; contact: LeftContact; sourceRef: Id | null };
/** Stores a contact with the consent that leaving it gives. The same contact again changes nothing. */
export async function keepContact(
  write: Write,
  { visitorId, customerId, contact, sourceRef }: GivenContact,
): Promise<void> {
  const id = uuidv7();
  const changed = await write.tx
    .insert(unverifiedIdentities)
    .values({ id, visitorId, customerId, ...contact, createdAt: write.now })
    .onConflictDoUpdate({
      target: unverifiedIdentities.visitorId,
      set: { id, customerId, ...contact, createdAt: write.now },
      setWhere: sql`(${unverifiedIdentities.customerId}, ${unverifiedIdentities.kind}, ${unverifiedIdentities.value})
        is distinct from (excluded.customer_id, excluded.kind, excluded.value)`,
    })
    .returning({ id: unverifiedIdentities.id });
  if (changed.length === 0) return;
  await recordLeftContact(write, contact as Identity, sourceRef);
  await announce(write, customerId);
}

async function dropContact({ tx }: Write, visitorId: Id): Promise<boolean> {
  const mine = eq(unverifiedIdentities.visitorId, visitorId);
  return (await tx.delete(unverifiedIdentities).where(mine).returning({ id: unverifiedIdentities.id })).length > 0;
}

async function announce(write: Write, customerId: Id): Promise<void> {
  const { tx, emit } = causedByCustomer(write, customerId);
  await tx
    .update(customers)
    .set({ version: sql`${customers.version} + 1` })
    .where(eq(customers.id, customerId));
  emit("customer.changed", { customerId });
}
