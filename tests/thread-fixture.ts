import type { ConversationDetail, Item, MessageItem, SystemItem } from "@/server/contract/conversations";
import { destinationOf } from "./cached";
import { ana } from "./workspace";

/** A conversation with one question in it, as its associate sees it. */
export const ID = "0193a000-0000-7000-8000-00000000c001";
const AT = "2026-11-22T09:00:00.000Z";
export const item = (seq: number, part: Partial<MessageItem> | Partial<SystemItem>): Item =>
  ({
    id: `0193a000-0000-7000-8000-0000000010${String(seq).padStart(2, "0")}`,
    conversationId: ID,
    seq,
    version: 1,
    kind: "message",
    direction: "in",
    channel: "twilio-sms",
    author: null,
    body: "",
    delivery: null,
    attachments: [],
    clientMessageId: null,
    at: AT,
    ...part,
  }) as Item;
export const detail: ConversationDetail = {
  row: {
    id: ID,
    version: 3,
    status: "open",
    snoozedUntil: null,
    place: { id: ana.scope.placeIds[0] as string, kind: "store", name: "Pine Street" },
    assignee: { id: ana.id, name: ana.name },
    customer: { id: "0193a000-0000-7000-8000-00000000cc01", name: "Maya Chen", contact: "+1 555 010 0134" },
    channel: "twilio-sms",
    preview: "Boots in 9?",
    previewBy: "customer",
    lastMessageAt: AT,
    waitingSince: AT,
    missedCallAt: null,
    lastReplyFailed: false,
    lastSeq: 1,
    lastInboundSeq: 1,
    offer: null,
    callback: null,
    scheduled: null,
    followers: {},
    lastMentionAt: null,
  },
  customerIds: ["0193a000-0000-7000-8000-00000000cc01"],
  items: [item(1, { body: "Boots in 9?" })],
  hasEarlier: false,
  readSeq: 1,
  destinations: [destinationOf("twilio-sms")],
  alsoOpen: [],
  can: { reply: true, note: true, claim: false, assign: true, transfer: true, resolve: true },
  replyBlocked: null,
};
