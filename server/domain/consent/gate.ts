import { and, eq, gt, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { consentEvents, consentStates } from "@/db/schema";
import { allChannels, channelOf } from "@/server/channels/directory";
import type { ChannelConsent } from "@/server/contract/channel-descriptor";
import type { Identity } from "@/server/contract/customers";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";

/** The consent that the channels which write to this kind of address need, or null when none does. */
export function consentFor({ kind }: { kind: string }): ChannelConsent | null {
  const asking = allChannels().find(({ identityKind, capabilities }) => identityKind === kind && capabilities.consent);
  return asking?.capabilities.consent ?? null;
}

/** Where a message goes: an address, and the channel that takes it there. */
export type Addressed = { kind: string | null; scope: string; value: string | null; channel: string | null };

/**
 * Whether this address may be written to. Takes a share lock on the verdict, so an opt-out waits for this transaction or is
 * seen by it.
 * @returns the ledger line that allows it, or null where none is needed
 * @throws DomainError "consent" after an opt-out
 */
export async function allowSend(tx: Tx, to: Addressed): Promise<Id | null> {
  const consent = to.channel === null ? null : channelOf(to.channel)?.capabilities.consent;
  if (!consent) return null;
  const [verdict] = await tx
    .select()
    .from(consentStates)
    .where(isAbout({ kind: to.kind, scope: to.scope, value: to.value } as Identity, consent))
    .for("share");
  if (verdict?.state === "revoked") {
    throw new DomainError("consent", "optedOut");
  }
  return verdict?.eventId ?? null;
}

type ConsentColumns = { kind: SQL; scope: SQL; value: SQL; channel: SQL; purpose: SQL };
/**
 * The same question without a lock or a throw, for screens: over columns that hold an address and the consent it needs.
 */
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

const isAbout = (identity: Identity, { channel, purpose }: ChannelConsent) =>
  and(
    eq(consentStates.identityKind, identity.kind),
    eq(consentStates.identityScope, identity.scope ?? ""),
    eq(consentStates.identityValue, identity.value),
    eq(consentStates.channel, channel),
    eq(consentStates.purpose, purpose),
  );
