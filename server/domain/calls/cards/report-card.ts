import { z } from "zod";
import { CardRecord } from "@/server/contract/card-entries";
import { CARD_FIELDS } from "@/server/contract/constants";
import { Id } from "@/server/contract/ids";
import { causedByCustomer, command } from "@/server/domain/command";
import { changeCall } from "../change-call";
import { lockCall } from "../load-call";
import { cardEntryEnded, cardEntryLeft, cardProgressed } from "./card-entry";

/* What carries a call reports of a card entry. No report has room for what the customer enters. */

const Entry = z.object({ callId: Id, entryId: Id });
const Progress = Entry.extend({
  stage: z.enum([...CARD_FIELDS, "sending"]),
  attempt: z.number().int().min(1),
  problem: z.enum(["invalid", "nothing_entered"]).nullable(),
});
const { outcome, reference, brand, last4, reason } = CardRecord.shape;
const Result = Entry.extend({
  outcome,
  ...{ reference: reference.optional(), brand: brand.optional(), last4: last4.optional(), reason: reason.optional() },
});

/** What the customer is asked for now. @throws DomainError "not_found" */
export const reportCardProgress = command(Progress, async (write, { callId, entryId, ...progress }): Promise<void> => {
  await changeCall(write, callId, (call) => cardProgressed(call, entryId, progress, write.now));
});

/** How the entry ended. Saying it again changes nothing. @throws DomainError "not_found" */
export const reportCardResult = command(Result, async (given, { callId, entryId, ...result }): Promise<void> => {
  const { customerId } = await lockCall(given.tx, callId);
  const write = result.outcome === "customer_canceled" ? causedByCustomer(given, customerId) : given;
  await changeCall(write, callId, (call) => cardEntryEnded(call, entryId, result, write.now));
});

/** The customer has heard how the entry ended, and presses no key any more. @throws DomainError "not_found" */
export const reportCardLeft = command(Entry, async (write, { callId, entryId }): Promise<void> => {
  await changeCall(write, callId, (call) => cardEntryLeft(call, entryId));
});
