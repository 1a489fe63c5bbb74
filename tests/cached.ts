import type { ConversationDetail, ConversationRow, Item, MessageItem } from "@/server/contract/conversations";
import type { CustomerContext } from "@/server/contract/customers";
import type { ReplyDestination } from "@/server/contract/destinations";
import type { Envelope } from "@/server/contract/events";
import type { Me } from "@/server/contract/team";

/* Fixtures for the tests of patches: one store, one associate, conversations and entries by number. */

export const uuid = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;
export const PLACE = { id: uuid(900), kind: "store" as const, name: "Pine Street" };
export const ME: Me = {
  id: uuid(800),
  name: "Ana",
  email: "ana@demo.example",
  role: "associate",
  scope: { all: false, placeIds: [PLACE.id] },
  can: { board: false, bulkAssign: false, settings: false, seePersonalData: true },
};
export const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 9, minute)).toISOString();

export const rowOf = (n: number, over: Partial<ConversationRow> = {}): ConversationRow => ({
  id: uuid(n),
  version: 1,
  status: "open",
  snoozedUntil: null,
  place: PLACE,
  assignee: null,
  customer: { id: uuid(700 + n), name: `Customer ${n}`, contact: "" },
  channel: "twilio-sms",
  preview: "",
  previewBy: "customer",
  lastMessageAt: at(n),
  waitingSince: null,
  missedCallAt: null,
  lastReplyFailed: false,
  lastSeq: 1,
  lastInboundSeq: 1,
  offer: null,
  callback: null,
  scheduled: null,
  followers: {},
  lastMentionAt: null,
  ...over,
});

export const itemOf = (n: number, seq: number, version = 1): MessageItem => ({
  id: uuid(n * 1000 + seq),
  conversationId: uuid(n),
  seq,
  version,
  kind: "message",
  direction: "in",
  channel: "twilio-sms",
  author: null,
  body: `${seq}`,
  delivery: null,
  attachments: [],
  clientMessageId: null,
  at: at(seq),
});

/** A reply destination on this channel, by default the one that the customer used last. */
export const destinationOf = (channel: string, over: Partial<ReplyDestination> = {}): ReplyDestination => ({
  endpointId: uuid(channel === "webchat" ? 601 : 602),
  identityId: uuid(channel === "webchat" ? 501 : 502),
  channel,
  contact: channel === "webchat" ? "Web visitor" : "+1 425 555 0123",
  from: "Pine Street",
  isVerified: true,
  isLastUsed: true,
  blocked: null,
  ...over,
});

export const detailOf = (
  row: ConversationRow,
  items: Item[],
  over: Partial<ConversationDetail> = {},
): ConversationDetail => ({
  row,
  customerIds: [row.customer.id],
  items,
  hasEarlier: false,
  readSeq: 0,
  destinations: [destinationOf(row.channel)],
  alsoOpen: [],
  can: { reply: true, note: true, claim: true, assign: true, transfer: true, resolve: true },
  replyBlocked: null,
  ...over,
});

export const pushOf = (row: ConversationRow, items: Item[] = []): Envelope =>
  ({ type: "message.received", at: at(0), entity: { kind: "conversation", row, items } }) as Envelope;

export const contextOf = (customer: ConversationRow["customer"], earlier: ConversationRow[] = []): CustomerContext => ({
  customer: { id: customer.id, version: 1, name: customer.name, isOnRecord: false, language: null, since: at(0) },
  memberIds: [customer.id],
  merges: [],
  sharedWith: [],
  identities: [],
  consent: [],
  loyalty: [],
  notes: [],
  orders: [],
  earlier,
});
