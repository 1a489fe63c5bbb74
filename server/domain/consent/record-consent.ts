import { and, eq } from "drizzle-orm";
import { customerIdentities } from "@/db/schema";
import { type ConsentView, RecordConsent } from "@/server/contract/customers";
import { DomainError } from "@/server/contract/errors";
import { cleanText } from "@/server/lib/text";
import { command } from "../command";
import { loadConversation } from "../conversations/load-conversation";
import { consentOf } from "./consent-of";
import { writeLedger } from "./ledger";
import { tellTimeline } from "./obey-keyword";

/**
 * Writes down what the customer told a colleague about being texted, for every phone number of theirs.
 * @returns the customer's verdicts
 * @throws DomainError "not_found" when the conversation is not visible; "invalid" when the customer has no phone number
 */
export const recordConsent = command(RecordConsent, async (write, input): Promise<ConsentView[]> => {
  const { tx, actor, now } = write;
  const { conversationId, channel, action } = input;
  const { customerId } = await loadConversation(tx, actor, conversationId, { lock: true });
  const phones = await tx
    .select()
    .from(customerIdentities)
    .where(and(eq(customerIdentities.customerId, customerId), eq(customerIdentities.kind, "phone")));
  if (phones.length === 0) throw new DomainError("invalid", "This customer has no phone number.");
  let changed = false;
  for (const { value } of phones.sort((a, b) => (a.value < b.value ? -1 : 1))) {
    const line = await writeLedger(write, {
      identity: { kind: "phone", value },
      channel,
      action,
      basis: "spoken",
      source: "staff",
      sourceRef: conversationId,
      capturedText: cleanText(input.evidence),
      capturedAt: now,
    });
    changed ||= line.changed;
  }
  if (changed) await tellTimeline(write, conversationId, customerId, action);
  else write.emit("consent.changed", { customerId });
  return consentOf(tx, customerId);
});
