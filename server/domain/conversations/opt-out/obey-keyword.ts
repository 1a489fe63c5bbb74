import { eq } from "drizzle-orm";
import { items, places } from "@/db/schema";
import { channelOf } from "@/server/channels/directory";
import type { ChannelConsent } from "@/server/contract/channel-descriptor";
import type { Identity } from "@/server/contract/customers";
import type { Id } from "@/server/contract/ids";
import { causedByCustomer, type Write } from "@/server/domain/command";
import { revokedAfter } from "@/server/domain/consent/gate";
import type { Keyword } from "@/server/domain/consent/keywords";
import { writeLedger } from "@/server/domain/consent/ledger";
import { oneLine } from "@/server/lib/text";
import { appendItem } from "../record/append-item";

export type Said = {
  keyword: Keyword;
  conversationId: Id;
  customerId: Id;
  placeId: Id;
  from: Identity;
  channel: string;
  endpointId: Id;
  itemId: Id;
  text: string;
  /** We answer STOP, START and HELP; false when the provider does. */
  answers: boolean;
};

/**
 * Obeys STOP, START, HELP and plain-language opt-outs in the transaction that stores the message: ledger, a line on the
 * timeline, and one answer if it is ours to give.
 */
export async function obeyKeyword(write: Write, said: Said): Promise<void> {
  const { action, basis } = said.keyword;
  const consent = channelOf(said.channel)?.capabilities.consent;
  if (!consent) return;
  const saidAt = await timeOf(write, said.itemId);
  // A START that comes late, after a STOP the customer sent after it, is not their last word.
  if (action === "grant" && (await revokedAfter(write, said.from, consent, saidAt))) return;
  const line = {
    identity: said.from,
    ...consent,
    basis,
    source: said.channel,
    sourceRef: said.itemId,
    capturedText: said.text.slice(0, 500),
    capturedAt: saidAt,
  };
  if (action !== "help") {
    const { changed } = await writeLedger(write, { ...line, action });
    if (changed) await tellTimeline(causedByCustomer(write, said.customerId), said, action, consent);
    if (!changed || basis === "provisional") return;
  }
  if (!said.answers) return;
  const { eventId } = await writeLedger(write, { ...line, action: "confirm" });
  await answer(write, said, eventId);
}

async function timeOf({ tx, now }: Write, itemId: Id): Promise<Date> {
  const [item] = await tx.select({ at: items.at }).from(items).where(eq(items.id, itemId));
  return item?.at ?? now;
}

/** A system line saying that texts may, or may no longer, be sent; screens are told with it. */
export async function tellTimeline(
  write: Write,
  { conversationId, customerId }: Pick<Said, "conversationId" | "customerId">,
  action: "grant" | "revoke",
  { channel }: ChannelConsent,
): Promise<number> {
  const type = action === "grant" ? ("consent_granted" as const) : ("consent_revoked" as const);
  const { seq } = await appendItem(write, conversationId, { kind: "system", system: { type, channel } });
  write.emit("message.updated", { conversationId, seqs: [seq] });
  write.emit("consent.changed", { customerId });
  return seq;
}

async function answer(write: Write, said: Said, consentEventId: Id): Promise<void> {
  const [place] = await write.tx.select({ name: places.name }).from(places).where(eq(places.id, said.placeId));
  const body = wording(said.keyword.action, place?.name ?? "the store");
  const { seq } = await appendItem(
    write,
    said.conversationId,
    {
      kind: "message",
      direction: "out",
      channel: said.channel,
      endpointId: said.endpointId,
      contactKind: said.from.kind,
      contactValue: said.from.value,
      body,
      deliveryStatus: "queued",
      attempt: 1,
      consentEventId,
    },
    { preview: oneLine(body), previewBy: "system" },
  );
  write.emit("message.sent", { conversationId: said.conversationId, seqs: [seq] });
  write.enqueue("deliver-messages", { conversationId: said.conversationId });
}

function wording(action: Keyword["action"], sender: string): string {
  if (action === "revoke") return `${sender}: you are unsubscribed and will get no more texts. Reply START to resume.`;
  if (action === "grant") return `${sender}: you will get our texts again. Reply STOP to end, HELP for help.`;
  return `${sender}: text us here and a person answers. Reply STOP to end texts, START to resume.`;
}
