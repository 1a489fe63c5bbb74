import type { Identity } from "@/server/contract/customers";
import type { Id } from "@/server/contract/ids";
import type { Write } from "@/server/domain/command";
import { appendItem, type NewItem } from "./append-item";
import type { ConversationRecord } from "./load-conversation";

/** Where a message goes: the customer's address, and ours that it comes from. */
type Recipient = Identity & { channel: string | null; endpointId: Id | null };
type Text = Pick<NewItem, "authorId" | "hasAttachments" | "clientMessageId" | "consentEventId"> & {
  body: string;
  /** It leaves at this time; null: at once. */
  sendAt?: Date | null;
};

/**
 * Adds a message to the customer to a conversation, publishes it, and hands it to the job that sends it after commit. Whether it
 * may be sent is checked by the caller.
 * @param touch further columns of the conversation that change with it
 * @returns as `appendItem`
 */
export async function queueMessage(
  write: Write,
  conversationId: Id,
  { channel, endpointId, kind, scope, value }: Recipient,
  text: Text,
  touch: Partial<ConversationRecord>,
): ReturnType<typeof appendItem> {
  const contact = { contactKind: kind, contactScope: scope ?? "", contactValue: value };
  const queued = { kind: "message", direction: "out", deliveryStatus: "queued", attempt: 1 } as const;
  const appended = await appendItem(
    write,
    conversationId,
    { ...queued, channel, endpointId, ...contact, ...text },
    touch,
  );
  write.emit("message.sent", { conversationId, seqs: [appended.seq] });
  write.enqueue("deliver-messages", { conversationId }, text.sendAt ?? undefined);
  return appended;
}
