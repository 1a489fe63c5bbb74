import * as z from "zod";
import type { OrderStatus, SkuView } from "./commerce";
import type { ConversationRow } from "./conversations";
import { Id, type IsoTime } from "./ids";

/** The most results of each group; of messages, as many as were asked for. */
export const SEARCH_LIMITS = { customers: 8, orders: 6, products: 6 } as const;
/** A shorter text finds nothing. */
export const SEARCH_LETTERS = 2;

export const SearchFilter = z.strictObject({
  placeId: Id.optional(),
  channel: z.string().max(40).optional(),
  /** Who wrote the message, or to whom its conversation is assigned. */
  personId: Id.optional(),
  /** Messages at or after this time, and before that one. */
  from: z.iso.datetime().optional(),
  before: z.iso.datetime().optional(),
  hasAttachment: z.literal(true).optional(),
});
export type SearchFilter = z.infer<typeof SearchFilter>;
export const SearchInput = SearchFilter.extend({
  text: z.string().trim().max(120),
  /** How many messages to show. */
  messages: z.number().int().min(1).max(100).default(20),
});
export type SearchInput = z.input<typeof SearchInput>;

/** A text in parts; those that matched the search are hits. */
export type MarkedText = { text: string; isHit: boolean }[];

/** Results of one kind. `hasMore`: others match, too. `isCut`: the search of this kind took too long and was given up. */
export type SearchGroup<Hit> = { hits: Hit[]; hasMore: boolean; isCut: boolean };

/** The newest conversation that the reader may see, in which the result opens. */
export type OpensIn = { conversationId: Id; channel: string; place: string; lastMessageAt: IsoTime };
export type CustomerHit = OpensIn & { id: Id; name: MarkedText; contact: MarkedText; isSimilar: boolean };
export type OrderHit = OpensIn & {
  id: Id;
  number: MarkedText;
  status: OrderStatus;
  placedAt: IsoTime;
  customer: string;
};
export type ProductHit = Omit<SkuView, "title" | "code"> & { title: MarkedText; code: MarkedText };
/** A message or a note in a conversation, or a note about a customer, which has no `seq`. */
export type MessageHit = Omit<OpensIn, "lastMessageAt"> & {
  id: Id;
  seq: number | null;
  kind: "message" | "note" | "customerNote";
  /** Who wrote it: a colleague, or null for the customer or an automatic message. */
  author: string | null;
  isInbound: boolean;
  customer: string;
  status: ConversationRow["status"];
  hasAttachments: boolean;
  at: IsoTime;
  excerpt: MarkedText;
};

/** What a search found, of what this person may see. @source Storeline's read model */
export type SearchResults = {
  customers: SearchGroup<CustomerHit>;
  messages: SearchGroup<MessageHit>;
  orders: SearchGroup<OrderHit>;
  products: SearchGroup<ProductHit>;
  /** The reader sees no numbers of customers, so a text with digits was not searched for in messages. */
  areNumbersHidden: boolean;
};
