import { isOfferedTo } from "@/components/conversations/offered";
import type { ConversationRow, Item, SystemLine } from "@/server/contract/conversations";
import type { Envelope } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { Me } from "@/server/contract/team";
import { isFollowing } from "@/server/contract/views";

/** `returned`: a transfer that nobody accepted is back with its owner. `followed`: the customer of somebody else's conversation wrote. */
export type NoticeKind = "message" | "assigned" | "returned" | "offered" | "callback" | "mention" | "followed";

/** Something that needs this person, until they have seen it or it needs them no more. One for each conversation, the newest. */
export type Notice = {
  conversationId: Id;
  kind: NoticeKind;
  customer: string;
  /** The colleague who did it; empty when nobody did. */
  by: string;
  /** What was said or asked. */
  detail: string;
  /** Whoever has read so far has seen it. */
  seq: number;
  offerId: Id | null;
  /** It came while the screen was not connected. */
  wasMissed: boolean;
};

type Reader = Pick<Me, "id" | "scope">;

const linesIn = (items: readonly Item[]): SystemLine[] =>
  items.flatMap((item) => (item.kind === "system" ? [item.system] : []));

const isMine = ({ assignee, status }: ConversationRow, me: Reader): boolean =>
  assignee?.id === me.id && status === "open";

/** The note in which somebody else mentions this person. */
const mentioningNote = (items: readonly Item[], me: Reader) =>
  items.find(
    (item) => item.kind === "note" && item.author?.id !== me.id && item.mentions.some(({ userId }) => userId === me.id),
  );

/** The line by which somebody else gave the conversation to this person. */
const givenBy = (items: readonly Item[], me: Reader) =>
  linesIn(items).find(
    (line) => (line.type === "assigned" || line.type === "undone") && line.toId === me.id && line.byId !== me.id,
  );

/** The line by which a transfer of this person's conversation came to nothing. */
const returnedBy = (items: readonly Item[], me: Reader) =>
  linesIn(items).find(
    (line) => line.type === "transfer_expired" || (line.type === "transfer_declined" && line.byId !== me.id),
  );

/** What a push announces to this person; null for all that is not about them, or that they did themselves. */
export function noticeOf({ type, entity }: Envelope, me: Reader): Omit<Notice, "wasMissed"> | null {
  if (entity.kind !== "conversation") return null;
  const { row, items } = entity;
  const seq = items.at(-1)?.seq ?? row.lastSeq;
  const about = {
    conversationId: row.id,
    customer: row.customer.name,
    by: "",
    detail: row.preview,
    seq,
    offerId: null,
  };
  if (type === "offer.made" && row.offer && isOfferedTo(row, me)) {
    const { from, card, id } = row.offer;
    return { ...about, kind: "offered", by: from.name, detail: card.need, offerId: id };
  }
  const note = type === "note.added" && mentioningNote(items, me);
  if (note) return { ...about, kind: "mention", by: note.author?.name ?? "", seq: note.seq };
  const isOwn = isMine(row, me);
  if (type === "message.received" && (isOwn || isFollowing(row, me.id))) {
    // Answered meanwhile: nobody waits any more.
    return row.waitingSince ? { ...about, kind: isOwn ? "message" : "followed", seq: row.lastInboundSeq } : null;
  }
  if (!isOwn) return null;
  const given = givenBy(items, me);
  if (given) return { ...about, kind: "assigned", by: "by" in given ? (given.by ?? "") : "" };
  const returned = returnedBy(items, me);
  if (!returned) return null;
  const by = returned.type === "transfer_declined" ? returned.by : "";
  return { ...about, kind: "returned", by, detail: returned.type === "transfer_declined" ? returned.reason : "" };
}

/** Whether a push shows that a notice needs this person no more, or that they have seen it on another screen. */
export function isOver(notice: Notice, { type, entity }: Envelope, me: Reader): boolean {
  const { conversationId, kind } = notice;
  if (entity.kind === "read") return entity.conversationId === conversationId && entity.seq >= notice.seq;
  if (entity.kind === "conversation_left") return entity.conversationId === conversationId;
  if (entity.kind !== "conversation" || entity.row.id !== conversationId) return false;
  const { row, items } = entity;
  if (kind === "offered") return row.offer?.id !== notice.offerId;
  // A callback is not over when the conversation is: the list of callbacks says when.
  if (kind === "callback") return false;
  if (kind === "mention") return !isFollowing(row, me.id);
  if (kind === "followed") return row.waitingSince === null || !isFollowing(row, me.id);
  if (!isMine(row, me)) return true;
  if (kind === "message") return row.waitingSince === null;
  return type === "message.sent" && items.some(({ author }) => author?.id === me.id);
}
