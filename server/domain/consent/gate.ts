import { and, eq, gt, type SQL, sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { consentEvents, consentStates } from "@/db/schema";
import { allChannels, channelOf } from "@/server/channels/directory";
import type { ChannelConsent } from "@/server/contract/channel-descriptor";
import type { Identity } from "@/server/contract/customers";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";

/** The consent that channels need to write to this kind of address, or null. */
export function consentFor({ kind }: { kind: string }): ChannelConsent | null {
  const asking = allChannels().find(({ identityKind, capabilities }) => identityKind === kind && capabilities.consent);
  return asking?.capabilities.consent ?? null;
}

/** The destination of a message: an address and the channel to it. */
export type Addressed = { kind: string | null; scope: string; value: string | null; channel: string | null };

/**
 * Checks that this address may be written to. Takes a share lock on the verdict, so that an opt-out either waits for this
 * transaction or is seen by it.
 * @returns the ledger line that allows it, or null when none is needed
 * @throws DomainError "consent" after an opt-out
 */
export async function allowSend(tx: Db | Tx, to: Addressed): Promise<Id | null> {
  const consent = to.channel === null ? null : channelOf(to.channel)?.capabilities.consent;
  if (!consent) return null;
  const [verdict] = await tx
    .select()
    .from(consentStates)
    .where(isVerdictOn({ kind: to.kind, scope: to.scope, value: to.value } as Identity, consent))
    .for("share");
  if (verdict?.state === "revoked") {
    throw new DomainError("consent", "optedOut");
  }
  return verdict?.eventId ?? null;
}

type ConsentColumns = { kind: SQL; scope: SQL; value: SQL; channel: SQL; purpose: SQL };
/** The same check for screens, without a lock or an error: SQL over columns with an address and the consent it needs. */
export const isRevokedFor = ({
  kind,
  scope,
  value,
  channel,
  purpose,
}: ConsentColumns): SQL<boolean> => sql<boolean>`exists (
  select 1 from ${consentStates}
  where ${consentStates.identityKind} = ${kind} and ${consentStates.identityScope} = ${scope}
    and ${consentStates.identityValue} = ${value}
    and ${consentStates.channel} = ${channel} and ${consentStates.purpose} = ${purpose}
    and ${consentStates.state} = 'revoked')`;

/** A confirmation of STOP or an answer to HELP has a `confirm` line as its permission, and is sent in spite of the verdict. */
export async function isConfirmation(tx: Tx, consentEventId: Id | null): Promise<boolean> {
  if (!consentEventId) return false;
  const [line] = await tx
    .select({ action: consentEvents.action })
    .from(consentEvents)
    .where(eq(consentEvents.id, consentEventId));
  return line?.action === "confirm";
}

/** Whether a later opt-out exists. Reads the ledger, because the verdict refers to the first of several opt-outs. */
export async function revokedAfter(
  { tx }: { tx: Tx },
  identity: Identity,
  consent: ChannelConsent,
  at: Date,
): Promise<boolean> {
  const [later] = await tx
    .select({ id: consentEvents.id })
    .from(consentEvents)
    .where(
      and(
        eq(consentEvents.identityKind, identity.kind),
        eq(consentEvents.identityScope, identity.scope ?? ""),
        eq(consentEvents.identityValue, identity.value),
        eq(consentEvents.channel, consent.channel),
        eq(consentEvents.purpose, consent.purpose),
        eq(consentEvents.action, "revoke"),
        gt(consentEvents.capturedAt, at),
      ),
    )
    .limit(1);
  return later !== undefined;
}

/** The condition on `consent_states` for the verdict on an address and a consent. */
export const isVerdictOn = (identity: Identity, { channel, purpose }: ChannelConsent) =>
  and(
    eq(consentStates.identityKind, identity.kind),
    eq(consentStates.identityScope, identity.scope ?? ""),
    eq(consentStates.identityValue, identity.value),
    eq(consentStates.channel, channel),
    eq(consentStates.purpose, purpose),
  );
