import { and, inArray, sql } from "drizzle-orm";
import type { z } from "zod";
import type { Db, Tx } from "@/db/client";
import { customerIdentities, unverifiedIdentities } from "@/db/schema";
import { allChannels } from "@/server/channels/directory";
import type { ChannelConsent } from "@/server/contract/channel-descriptor";
import { type ConsentView, type Identity, RecordConsent } from "@/server/contract/customers";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import { command } from "@/server/domain/command";
import { consentOf } from "@/server/domain/consent/consent-of";
import { writeLedger } from "@/server/domain/consent/ledger";
import { storeOptOut } from "@/server/domain/consent/store-opt-out";
import type { Ctx } from "@/server/domain/context";
import { memberIdsOf } from "@/server/domain/merging/members";
import { maskingFor } from "@/server/domain/team/policy";
import { cleanText } from "@/server/lib/text";
import { loadConversation } from "../record/load-conversation";
import { appendConsentLine } from "./apply-keyword";

/**
 * Records what a customer told a colleague about texts, for every address concerned. An opt-out is stored once texts in flight
 * have been answered by the provider.
 * @returns the customer's verdicts
 * @throws DomainError "not_found" when the conversation is not visible; "invalid" when the customer has no such address
 */
export async function recordConsent(ctx: Ctx, input: z.input<typeof RecordConsent>): Promise<ConsentView[]> {
  if (input.action !== "revoke") return record(ctx, input);
  const { customerId } = await loadConversation(ctx.db, ctx.actor, input.conversationId);
  const optOut = { key: `staff ${input.conversationId}`, store: () => record(ctx, input) };
  return storeOptOut(ctx.db, await addressesOf(ctx.db, customerId, consentNamed(input.channel), input.action), optOut);
}

const record = command(RecordConsent, async (write, input): Promise<ConsentView[]> => {
  const { tx, actor, now } = write;
  const { conversationId, action } = input;
  const consent = consentNamed(input.channel);
  const { customerId } = await loadConversation(tx, actor, conversationId, { lock: true });
  const addresses = await addressesOf(tx, customerId, consent, action);
  if (addresses.length === 0) throw new DomainError("invalid", "noPhone");
  let changed = false;
  for (const identity of addresses) {
    const line = await writeLedger(write, {
      identity,
      ...consent,
      action,
      basis: "spoken",
      source: "staff",
      sourceRef: conversationId,
      capturedText: cleanText(input.evidence),
      capturedAt: now,
    });
    changed ||= line.changed;
  }
  if (changed) await appendConsentLine(write, { conversationId, customerId }, action, consent);
  else write.emit("consent.changed", { customerId });
  const verdicts = await consentOf(tx, [customerId], maskingFor(actor));
  return verdicts.map(({ customerId: _, ...verdict }) => verdict);
});

/** @throws DomainError "invalid" when no channel needs a consent of this name */
function consentNamed(name: string): ChannelConsent {
  const asking = allChannels().find(({ capabilities }) => capabilities.consent?.channel === name);
  if (!asking?.capabilities.consent) throw new DomainError("invalid", "consentNotNeeded");
  return asking.capabilities.consent;
}

/**
 * The customer's addresses that channels with this consent write to, always in the same order, for each is locked. An opt-out
 * also covers a contact left in the chat; a consent covers only verified addresses.
 */
async function addressesOf(
  db: Db | Tx,
  customerId: Id,
  consent: ChannelConsent,
  action: "grant" | "revoke",
): Promise<Identity[]> {
  const kinds = allChannels().flatMap(({ identityKind, capabilities }) =>
    capabilities.consent?.channel === consent.channel ? [identityKind] : [],
  );
  const ids = await memberIdsOf(db, customerId);
  const proven = await db
    .select({ kind: customerIdentities.kind, scope: customerIdentities.scope, value: customerIdentities.value })
    .from(customerIdentities)
    .where(and(inArray(customerIdentities.customerId, ids), inArray(customerIdentities.kind, kinds)));
  const left = await db
    .select({ kind: unverifiedIdentities.kind, value: unverifiedIdentities.value })
    .from(unverifiedIdentities)
    .where(and(inArray(unverifiedIdentities.customerId, ids), inArray(sql`${unverifiedIdentities.kind}`, kinds)));
  const all = [...proven, ...(action === "revoke" ? left : [])] as Identity[];
  const distinct = new Map(all.map((one) => [JSON.stringify([one.kind, one.scope ?? "", one.value]), one]));
  return [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, identity]) => identity);
}
