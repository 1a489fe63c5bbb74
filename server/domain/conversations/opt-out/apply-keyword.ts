import { eq } from "drizzle-orm";
import { customers, items, places } from "@/db/schema";
import { toCustomer } from "@/messages/to-customer";
import { channelOf } from "@/server/channels/directory";
import type { ChannelConsent } from "@/server/contract/channel-descriptor";
import type { Identity } from "@/server/contract/customers";
import type { Id } from "@/server/contract/ids";
import { causedByCustomer, type Write } from "@/server/domain/command";
import { revokedAfter } from "@/server/domain/consent/gate";
import type { Keyword } from "@/server/domain/consent/keywords";
import { writeLedger } from "@/server/domain/consent/ledger";
import { hoursOf } from "@/server/domain/hours/open-state";
import { openNow } from "@/server/domain/hours/wording";
import { oneLine } from "@/server/lib/text";
import { appendItem } from "../record/append-item";
import { queueMessage } from "../record/queue-message";

export type KeywordMessage = {
  keyword: Keyword;
  conversationId: Id;
  customerId: Id;
  placeId: Id;
  from: Identity;
  channel: string;
  endpointId: Id;
  itemId: Id;
  text: string;
  /** Whether we answer STOP, START and HELP; false when the provider does. */
  answers: boolean;
};

/**
 * Applies STOP, START, HELP and plain-language opt-outs in the transaction that stores the message: ledger, a line on the
 * timeline, and one reply unless the provider sends it. The reply to HELP says whether the place is open.
 */
export async function applyKeyword(write: Write, message: KeywordMessage): Promise<void> {
  const { action, basis } = message.keyword;
  const consent = channelOf(message.channel)?.capabilities.consent;
  if (!consent) return;
  const saidAt = await timeOf(write, message.itemId);
  // A START that arrives late, after a STOP that the customer sent later, does not lift it.
  if (action === "grant" && (await revokedAfter(write, message.from, consent, saidAt))) return;
  const line = {
    identity: message.from,
    ...consent,
    basis,
    source: message.channel,
    sourceRef: message.itemId,
    capturedText: message.text.slice(0, 500),
    capturedAt: saidAt,
  };
  if (action !== "help") {
    const { changed } = await writeLedger(write, { ...line, action });
    if (changed) await appendConsentLine(causedByCustomer(write, message.customerId), message, action, consent);
    if (!changed || basis === "provisional") return;
  }
  if (!message.answers) return;
  const { eventId } = await writeLedger(write, { ...line, action: "confirm" });
  await answer(write, message, eventId);
}

async function timeOf({ tx, now }: Write, itemId: Id): Promise<Date> {
  const [item] = await tx.select({ at: items.at }).from(items).where(eq(items.id, itemId));
  return item?.at ?? now;
}

/** Appends a system line that texts may, or may no longer, be sent, and publishes it. */
export async function appendConsentLine(
  write: Write,
  { conversationId, customerId }: Pick<KeywordMessage, "conversationId" | "customerId">,
  action: "grant" | "revoke",
  { channel }: ChannelConsent,
): Promise<number> {
  const type = action === "grant" ? ("consent_granted" as const) : ("consent_revoked" as const);
  const { seq } = await appendItem(write, conversationId, { kind: "system", system: { type, channel } });
  write.emit("message.updated", { conversationId, seqs: [seq] });
  write.emit("consent.changed", { customerId });
  return seq;
}

async function answer(write: Write, message: KeywordMessage, consentEventId: Id): Promise<void> {
  const { from, channel, endpointId } = message;
  const body = await wording(write, message);
  const touch = { preview: oneLine(body), previewBy: "system" } as const;
  await queueMessage(write, message.conversationId, { ...from, channel, endpointId }, { body, consentEventId }, touch);
}

const ANSWERS = { revoke: "optedOut", grant: "optedIn", help: "help" } as const;

async function wording(
  { tx, settings, now }: Write,
  { keyword, placeId, customerId }: KeywordMessage,
): Promise<string> {
  const [place] = await tx.select({ name: places.name }).from(places).where(eq(places.id, placeId));
  const [customer] = await tx
    .select({ language: customers.language })
    .from(customers)
    .where(eq(customers.id, customerId));
  const language = customer?.language ?? null;
  const hours = keyword.action === "help" ? openNow(await hoursOf(settings, placeId), now, language) : "";
  return toCustomer(language, ANSWERS[keyword.action], {
    sender: place?.name ?? toCustomer(language, "unnamedSender"),
    hours,
  });
}
