import * as z from "zod";
import type { OrderView } from "./commerce";
import type { ConversationRow, Item } from "./conversations";
import type { CustomerMergeView } from "./customer-merges";
import { Id, type IsoTime } from "./ids";

export const IDENTITY_KINDS = ["phone", "email", "loyalty", "visitor"] as const;
/** `external:<source>` is the fifth kind. */
export type IdentityKind = (typeof IDENTITY_KINDS)[number] | `external:${string}`;
/** Who calls without a number that could be called back: each call is somebody of its own. */
export const WITHHELD = "external:withheld" satisfies IdentityKind;
/**
 * A normalized address: phone in E.164, e-mail in lower case. Unique by (kind, scope, value). A business-scoped id has the
 * business account as its scope; a value that means the same person everywhere has none.
 */
export type Identity = { kind: IdentityKind; scope?: string; value: string };

/** `isVerified` is false for a contact that a chat visitor left without proof that it is theirs. */
export type IdentityView = { kind: string; label: string; isVerified: boolean };
/** A verdict of the ledger: about one address, one channel and one purpose. */
export type ConsentView = {
  /** The address, formatted for people; masked for partner agents. */
  contact: string;
  channel: string;
  purpose: string;
  state: "granted" | "revoked";
  at: IsoTime;
  basis: string;
};
export type CustomerNote = { id: Id; body: string; author: string; at: IsoTime };
export type LoyaltyView = {
  program: string;
  memberNo: string;
  tier: string | null;
  points: number | null;
  source: string;
  asOf: IsoTime;
};

/** The panel beside the thread. Masked for partner agents. @source Storeline read model; each part names its own source and age */
export type CustomerContext = {
  /** `isOnRecord`: a system of record describes them, and their name comes from there. */
  customer: { id: Id; version: number; name: string; isOnRecord: boolean; language: string | null; since: IsoTime };
  /** Everybody who is this one person: `customer`, and those that were merged into it. */
  memberIds: Id[];
  /** The merges of this person, and of those in `sharedWith`. */
  merges: CustomerMergeView[];
  /** Who else has one of these addresses, according to a system of record. Nobody, for people from whom customers are masked. */
  sharedWith: { id: Id; name: string }[];
  identities: IdentityView[];
  consent: ConsentView[];
  loyalty: LoyaltyView[];
  notes: CustomerNote[];
  orders: OrderView[];
  /** Newest first, without the current conversation. */
  earlier: EarlierConversation[];
};
export type EarlierConversation = Pick<
  ConversationRow,
  "id" | "status" | "place" | "channel" | "preview" | "previewBy" | "lastMessageAt"
>;

export const CustomerContextInput = z.strictObject({ conversationId: Id });
/** Names the conversation through which the reader has access to the customer's history. */
export const EarlierConversationInput = z.strictObject({ conversationId: Id, earlierId: Id });
export type EarlierThread = { conversation: EarlierConversation; items: Item[] };
export const AddCustomerNote = z.strictObject({
  conversationId: Id,
  noteId: Id,
  body: z.string().trim().min(1).max(2000),
});
export const RecordConsent = z.strictObject({
  conversationId: Id,
  channel: z.string().min(1).max(40),
  action: z.enum(["revoke", "grant"]),
  /** The customer's statement in the associate's words: the evidence. */
  evidence: z.string().trim().min(3).max(500),
});
export type RecordConsent = z.infer<typeof RecordConsent>;
