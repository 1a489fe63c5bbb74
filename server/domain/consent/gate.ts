import { and, eq, gt, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { consentEvents, consentStates } from "@/db/schema";
import type { Identity } from "@/server/contract/customers";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import { ANSWERED_PURPOSE, type ConsentChannel } from "./ledger";

/** Why nothing is sent to an address that opted out. */
export const OPTED_OUT = "The customer asked not to be texted. They can text START to hear from us again.";

/** Messages to phones need consent; what a visitor asks on our own page does not. */
export const consentChannel = (identity: { kind: string }): ConsentChannel | null =>
  identity.kind === "phone" ? "sms" : null;

/**
 * Whether this address may be written to. Takes a share lock on the verdict, so an opt-out waits for this transaction or is
 * seen by it.
 * @returns the ledger line that allows it, or null where none is needed
 * @throws DomainError "consent" after an opt-out
 */
export async function allowSend(tx: Tx, identity: Identity, purpose: string = ANSWERED_PURPOSE): Promise<Id | null> {
  const channel = consentChannel(identity);
  if (!channel) return null;
  const [verdict] = await tx
    .select()
    .from(consentStates)
    .where(isAbout(identity, channel, purpose))
    .for("share");
  if (verdict?.state === "revoked") {
    throw new DomainError("consent", OPTED_OUT);
  }
  return verdict?.eventId ?? null;
}

/**
 * The same question without a lock or a throw, for screens: a column over the kind and value of an address.
 */
export const isRevokedFor = (kind: SQL, value: SQL): SQL<boolean> => sql<boolean>`(${kind} = 'phone' and exists (
  select 1 from ${consentStates}
  where ${consentStates.identityKind} = ${kind} and ${consentStates.identityValue} = ${value}
    and ${consentStates.channel} = 'sms' and ${consentStates.purpose} = ${ANSWERED_PURPOSE}
    and ${consentStates.state} = 'revoked'))`;

/** A confirmation of STOP or an answer to HELP carries a `confirm` line as its permission, and leaves in spite of the verdict. */
export async function isConfirmation(tx: Tx, consentEventId: Id | null): Promise<boolean> {
  if (!consentEventId) return false;
  const [line] = await tx
    .select({ action: consentEvents.action })
    .from(consentEvents)
    .where(eq(consentEvents.id, consentEventId));
  return line?.action === "confirm";
}

/**
 * Whether an opt-out was said later than this. The ledger knows: the verdict stands on the first of several opt-outs.
 */
export async function revokedAfter({ tx }: { tx: Tx }, identity: Identity, at: Date): Promise<boolean> {
  const channel = consentChannel(identity);
  if (!channel) return false;
  const [later] = await tx
    .select({ id: consentEvents.id })
    .from(consentEvents)
    .where(
      and(
        eq(consentEvents.identityKind, identity.kind),
        eq(consentEvents.identityValue, identity.value),
        eq(consentEvents.channel, channel),
        eq(consentEvents.purpose, ANSWERED_PURPOSE),
        eq(consentEvents.action, "revoke"),
        gt(consentEvents.capturedAt, at),
      ),
    )
    .limit(1);
  return later !== undefined;
}

const isAbout = (identity: Identity, channel: string, purpose: string) =>
  and(
    eq(consentStates.identityKind, identity.kind),
    eq(consentStates.identityValue, identity.value),
    eq(consentStates.channel, channel),
    eq(consentStates.purpose, purpose),
  );
