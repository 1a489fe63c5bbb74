import { and, eq, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { consentEvents, consentStates, sendHolds } from "@/db/schema";
import type { ChannelConsent } from "@/server/contract/channel-descriptor";
import type { Identity } from "@/server/contract/customers";
import type { Id } from "@/server/contract/ids";
import { personIdOf } from "@/server/contract/team";
import type { Write } from "../command";
import { lockSends } from "./send-lock";

export type LedgerLine = {
  identity: Identity;
  /** The purpose of the consent, from the channel's descriptor. */
  channel: string;
  purpose: ChannelConsent["purpose"];
  /** `confirm` records a reply that the law allows after an opt-out; it changes no verdict. */
  action: "grant" | "revoke" | "confirm";
  basis: "keyword" | "provisional" | "spoken" | "provider" | "left_contact";
  /** Where the customer stated it: a channel's kind, or "staff". */
  source: string;
  sourceRef: string | null;
  /** The customer's own words, or a colleague's record of them. */
  capturedText: string | null;
  capturedAt: Date;
};
/**
 * Adds a line to the ledger and, unless it only confirms, makes it the current verdict.
 * @param options.onlyFirst keeps an existing verdict, including one that was committed just now
 * @returns the line's id, and whether the verdict changed
 */
export async function writeLedger(
  { tx, actor, now }: Pick<Write, "tx" | "actor" | "now">,
  { identity, channel, purpose, action, ...line }: LedgerLine,
  options: { onlyFirst?: boolean } = {},
): Promise<{ eventId: Id; changed: boolean }> {
  const eventId = uuidv7();
  const about = {
    identityKind: identity.kind,
    identityScope: identity.scope ?? "",
    identityValue: identity.value,
    channel,
    purpose,
  } as const;
  if (action === "revoke") {
    await lockSends(tx, identity, "for an opt-out");
    // The opt-out is stored, so its holds end in the same transaction.
    await tx
      .delete(sendHolds)
      .where(
        and(
          eq(sendHolds.identityKind, about.identityKind),
          eq(sendHolds.identityScope, about.identityScope),
          eq(sendHolds.identityValue, about.identityValue),
        ),
      );
  }
  await tx
    .insert(consentEvents)
    .values({ id: eventId, ...about, action, ...line, recordedAt: now, actorId: personIdOf(actor) });
  if (action === "confirm") return { eventId, changed: false };
  const state = action === "grant" ? ("granted" as const) : ("revoked" as const);
  const changed = await tx
    .insert(consentStates)
    .values({ ...about, state, eventId, at: now })
    .onConflictDoUpdate({
      target: [
        consentStates.identityKind,
        consentStates.identityScope,
        consentStates.identityValue,
        consentStates.channel,
        consentStates.purpose,
      ],
      set: { state, eventId, at: now },
      setWhere: options.onlyFirst ? sql`false` : sql`${consentStates.state} <> excluded.state`,
    })
    .returning({ state: consentStates.state });
  return { eventId, changed: changed.length > 0 };
}
