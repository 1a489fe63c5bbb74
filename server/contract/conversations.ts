import * as z from "zod";
import type { CallbackView } from "./callbacks";
import type { CallDetail } from "./calls";
import { MAX_BODY, SORTS, VIEWS } from "./constants";
import { DestinationRef, type ReplyDestination } from "./destinations";
import type { ErrorReason, Explanation } from "./errors";
import { Id, type IsoTime, Seq } from "./ids";
import { type Mention, Mentions } from "./mentions";
import { UsedReplies } from "./replies";
import type { ScheduledReply } from "./scheduled-replies";
import type { PlaceKind } from "./team";

export const STATUSES = ["open", "snoozed", "resolved"] as const;
export type ConversationStatus = (typeof STATUSES)[number];

/**
 * One row of the inbox. It is the same for every reader of one masking class, so one encoded frame serves many screens. The
 * reader's own read marks are separate, in `reads`.
 */
export type ConversationRow = {
  id: Id;
  /** Raised by every change; an older or equal version is ignored by screens. */
  version: number;
  status: ConversationStatus;
  snoozedUntil: IsoTime | null;
  place: { id: Id; kind: PlaceKind; name: string };
  assignee: { id: Id; name: string } | null;
  /** `contact` is the identity last used, formatted for people; masked for partner agents. */
  customer: { id: Id; name: string; contact: string };
  channel: string;
  /** What was said last; of a call the key of its summary, such as "in.missed", which each screen says in its language. */
  preview: string;
  previewBy: "customer" | "staff" | "note" | "system" | "call";
  /** The last message to or from the customer; notes and system lines do not count. Lists are sorted by it. */
  lastMessageAt: IsoTime;
  /** The time of the oldest unanswered customer message, or null. A failed reply does not count as an answer. */
  waitingSince: IsoTime | null;
  /** When the customer's last missed call ended, while they wait for an answer to it; else null. */
  missedCallAt: IsoTime | null;
  /** Our newest reply was not delivered. */
  lastReplyFailed: boolean;
  lastSeq: number;
  /** `seq` of the newest customer message: unread when greater than my read mark. */
  lastInboundSeq: number;
  offer: OfferView | null;
  /** The callback that the customer waits for, or null. */
  callback: CallbackView | null;
  /** The reply that leaves later, or null. */
  scheduled: ScheduledReply | null;
  /** The people who follow it, and for each the `seq` of the last note that mentions them, or 0. It gives nobody access. */
  followers: Record<Id, number>;
  /** The time of the last note that mentions somebody, or null. */
  lastMentionAt: IsoTime | null;
};

export const DELIVERY = ["queued", "sending", "unknown", "sent", "delivered", "read", "failed", "canceled"] as const;
/**
 * Order matters: a status only moves to the right, in whatever order callbacks arrive. `canceled`: its author took it back before it
 * left, so nobody outside has seen it, and its text is gone.
 */
export type DeliveryStatus = (typeof DELIVERY)[number];

export type AttachmentView = {
  id: Id;
  name: string;
  mime: string;
  bytes: number;
  /** `pending`: still being fetched from the provider; `refused`: its content is not an allowed kind. */
  state: "pending" | "ready" | "refused";
};

/** Commands that the person who gave them can undo until the conversation changes again. */
export const UNDO_ACTIONS = ["claim", "assign", "bulk_assign", "resolve", "reopen", "snooze"] as const;
export type UndoAction = (typeof UNDO_ACTIONS)[number];

/** The person behind a system line: their name at that time, and the id by which a screen finds their current name. */
type By = { by: string; byId: Id | null };
/** The owner before or after the change: a person, or a place's queue. */
type From = { from: string; fromId: Id | null };
type To = { to: string; toId: Id | null };
/** Whose reply it was. */
type Of = { of: string; ofId: Id };

/** The content of a system line. An id is null where an earlier version did not store it. */
export type SystemLine =
  | { type: "opened"; place: string; placeId: Id | null; channel: string }
  /** Null when the customer reopened it by writing again. */
  | ({ type: "reopened" } & (By | { by: null; byId: null }))
  | ({ type: "resolved" } & By)
  | ({ type: "snoozed"; until: IsoTime } & By)
  | { type: "unsnoozed" }
  /** Reopened because the last reply before it was resolved or snoozed has failed. */
  | { type: "reopened_undelivered" }
  | ({ type: "claimed" } & By)
  | ({ type: "assigned" } & By & From & To)
  /** `to` is the owner now; null when the undone command did not move the conversation. */
  | ({ type: "undone"; action: UndoAction } & By & (To | { to: null; toId: null }))
  | ({ type: "transfer_offered"; card: HandoffCard; expiresAt: IsoTime } & By & To)
  | ({ type: "transfer_accepted" } & By & From)
  | ({ type: "transfer_declined"; reason: string } & By & To)
  | ({ type: "transfer_expired" } & To)
  | ({ type: "transfer_withdrawn" } & By)
  | ({ type: "reply_scheduled"; sendAt: IsoTime } & By)
  | ({ type: "reply_unscheduled" } & By)
  /** The customer wrote before it left; `of` is its author. */
  | ({ type: "reply_stopped" } & Of)
  | ({ type: "reply_refused"; why: ErrorReason } & Of)
  | { type: "consent_revoked"; channel: string }
  | { type: "consent_granted"; channel: string };

/** The fields of every item of a conversation. A change keeps `seq` and raises `version`. */
export type ItemBase = {
  id: Id;
  conversationId: Id;
  seq: number;
  version: number;
  author: { id: Id; name: string } | null;
  at: IsoTime;
};
export type MessageItem = ItemBase & {
  kind: "message";
  direction: "in" | "out";
  channel: string | null;
  body: string;
  /** `undoable`: it has not left yet, and its author can take it back. */
  delivery: { status: DeliveryStatus; error: string | null; attempt: number; undoable: boolean } | null;
  attachments: AttachmentView[];
  clientMessageId: Id | null;
};
export type NoteItem = ItemBase & { kind: "note"; body: string; clientMessageId: Id | null; mentions: Mention[] };
export type SystemItem = ItemBase & { kind: "system"; system: SystemLine };
export type CallItem = ItemBase & { kind: "call"; channel: string | null; call: CallDetail };
/** An item with a kind or detail that this version cannot read, because a newer version wrote it. It keeps its `seq`. */
export type UnknownItem = ItemBase & { kind: "unknown" };

/** One item of a conversation. Each kind has its definition in `domain/conversations` and its renderer on the screen. */
export type Item = MessageItem | NoteItem | SystemItem | CallItem | UnknownItem;
export type ItemKind = Item["kind"];
export type ItemOf<K extends ItemKind> = Extract<Item, { kind: K }>;
export type StoredKind = Exclude<ItemKind, "unknown">;
const STORED: Record<StoredKind, true> = { message: true, note: true, system: true, call: true };
export const STORED_KINDS = Object.keys(STORED) as [StoredKind, ...StoredKind[]];

export const HandoffCard = z.strictObject({
  need: z.string().trim().min(1, "needMissing").max(1000),
  facts: z.string().trim().max(2000).default(""),
  promises: z.string().trim().max(1000).default(""),
  consent: z.string().trim().max(500).default(""),
});
/** The sender's summary for the receiver of a transfer: the need, verified facts, open promises, what the customer agreed to. */
export type HandoffCard = z.infer<typeof HandoffCard>;

/** A pending transfer. The sender remains the owner until somebody accepts. */
export type OfferView = {
  id: Id;
  from: { id: Id; name: string };
  toUser: { id: Id; name: string } | null;
  toPlace: { id: Id; name: string } | null;
  card: HandoffCard;
  expiresAt: IsoTime;
};

export const View = z.enum(VIEWS);
export type View = z.infer<typeof View>;
export const Sort = z.enum(SORTS);
export type Sort = z.infer<typeof Sort>;

export const ListFilter = z.strictObject({
  view: View,
  placeId: Id.optional(),
  channel: z.string().max(40).optional(),
  /** A person, or "none" for unassigned. */
  assigneeId: z.union([Id, z.literal("none")]).optional(),
});
export type ListFilter = z.infer<typeof ListFilter>;

export const SortedFilter = ListFilter.extend({
  /** One that the view has (`SORTS_OF_VIEW`); the first of them when absent. */
  sort: Sort.optional(),
});
/** A list of the inbox in its order. */
export type SortedFilter = z.infer<typeof SortedFilter>;

export const ListConversations = SortedFilter.extend({
  /** Opaque; from the previous page's `nextCursor`. */
  cursor: z.string().max(200).nullish(),
  limit: z.number().int().min(1).max(100).default(25),
  direction: z.enum(["forward", "backward"]).optional(),
});
export type ListConversations = z.infer<typeof ListConversations>;
export type ReadMarks = Record<Id, number>;
export type ConversationPage = { rows: ConversationRow[]; reads: ReadMarks; nextCursor: string | null };
export const CountFilter = ListFilter.omit({ view: true }).optional();
/** The filters of the lists, which also apply to their counts. */
export type CountFilter = z.infer<typeof CountFilter>;
/**
 * Resolved conversations are not counted, because nobody has to act on them. Of those that a person follows, the ones with something that
 * they have not seen are counted.
 */
export const COUNTED_VIEWS = [
  "mine",
  "needs_reply",
  "unassigned",
  "place",
  "all",
  "following",
  "snoozed",
] as const satisfies readonly View[];
/** The counts shown beside the views; they stop at 100 ("99+"). */
export type ViewCounts = Record<(typeof COUNTED_VIEWS)[number], number>;

/** Everything that the thread needs, in one response. `items` are the newest 50, oldest first. */
export type ConversationDetail = {
  row: ConversationRow;
  /** Everybody who is one person with its customer, the customer included. */
  customerIds: Id[];
  items: Item[];
  hasEarlier: boolean;
  readSeq: number;
  /** The default reply destination first. */
  destinations: ReplyDestination[];
  alsoOpen: ConversationRow[];
  can: { reply: boolean; note: boolean; claim: boolean; assign: boolean; transfer: boolean; resolve: boolean };
  /** Why a reply to the default destination cannot be sent, or null. */
  replyBlocked: Explanation | null;
};

export const ConversationInput = z.strictObject({ conversationId: Id });
export const EarlierItems = z.strictObject({ conversationId: Id, beforeSeq: Seq.min(1) });
export const ItemsSince = z.strictObject({ conversationId: Id, afterSeq: Seq });

export const SendMessage = z.strictObject({
  conversationId: Id,
  /** Made by the client before the first attempt. Repeated requests with the same id send one message. */
  clientMessageId: Id,
  body: z.string().max(MAX_BODY).default(""),
  attachmentIds: z.array(Id).max(10).default([]),
  /** The last `seq` this screen shows. Refused with `conflict` and the difference when a colleague replied after it. */
  seenSeq: Seq,
  /** "Send anyway": the person has seen the difference. */
  force: z.boolean().default(false),
  /** Where the reply goes; by default to the address that the customer wrote from last. */
  to: DestinationRef.optional(),
  /** Made by the client, to undo the claim that a first reply makes. */
  undoId: Id.optional(),
  savedReplyIds: UsedReplies,
  /** The screen offers to take the message back, so it leaves only after the undo window of the place. */
  undoable: z.boolean().default(false),
});
export type SendMessage = z.input<typeof SendMessage>;
/** `claimed`: the conversation was unassigned, so the reply assigned it to its author. */
export type SentMessage = MessageItem & { claimed: boolean };
export const AddNote = z.strictObject({
  conversationId: Id,
  clientMessageId: Id,
  body: z.string().trim().min(1).max(MAX_BODY),
  /** Of these, the ones that the text has. */
  mentions: Mentions,
});
export type AddNote = z.input<typeof AddNote>;
/** Takes back a message that has not left yet. */
export const UnsendMessage = z.strictObject({ conversationId: Id, itemId: Id });
export const RetryMessage = z.strictObject({ conversationId: Id, itemId: Id });
export const MarkRead = z.strictObject({ conversationId: Id, seq: Seq });

/** The new owner of a conversation: a place's queue, or a person (at `placeId`, or at its current place). */
export const Target = z.strictObject({ placeId: Id.optional(), userId: Id.nullish() });
export type Target = z.infer<typeof Target>;
/** `undoId` is made by the client, to undo the change. */
const UndoableInput = ConversationInput.extend({ undoId: Id.optional() });
export const ClaimConversation = UndoableInput;
export const AssignConversation = UndoableInput.extend({ to: Target });
export const ResolveConversation = UndoableInput;
export const ReopenConversation = UndoableInput;
export const FollowConversation = ConversationInput.extend({ isFollowing: z.boolean() });
export const SnoozeConversation = UndoableInput.extend({ until: z.iso.datetime() });
export const TransferConversation = z.strictObject({
  conversationId: Id,
  to: Target,
  card: HandoffCard,
  timeoutSeconds: z.number().int().min(10).max(3600).default(120),
});
export const AnswerOffer = z.strictObject({ conversationId: Id, offerId: Id });
export const DeclineOffer = AnswerOffer.extend({ reason: z.string().trim().min(1).max(300) });

export const BulkAssign = z.strictObject({
  /** Made by the client. A repeated request with the same id moves nothing twice, and the id undoes the move. */
  bulkId: Id,
  /** Either selected rows, or everything that a filter matches. */
  selection: z.union([z.strictObject({ ids: z.array(Id).min(1).max(500) }), z.strictObject({ filter: ListFilter })]),
  to: Target,
});
export type BulkAssign = z.infer<typeof BulkAssign>;
export type BulkRowResult = { conversationId: Id; outcome: "moved" | "unchanged" | "not_found" };
export type BulkResult = { bulkId: Id; moved: number; results: BulkRowResult[] };

export const Undo = z.strictObject({ undoId: Id });
/** A part that undo could not restore: an expired transfer, a disabled assignee, a snooze that has ended. */
export type UnrestoredPart = "offer" | "assignee" | "snooze";
export type UndoRowResult = {
  conversationId: Id;
  outcome: "restored" | "unchanged" | "changed_meanwhile" | "not_found";
  unrestored: UnrestoredPart[];
};
/** `row`: the conversation, where the change was about one. */
export type UndoResult = { undoId: Id; restored: number; results: UndoRowResult[]; row: ConversationRow | null };
