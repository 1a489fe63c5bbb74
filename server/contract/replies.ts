import * as z from "zod";
import { MAX_BODY } from "./constants";
import { Id, type IsoTime } from "./ids";
import { hasInvalidField } from "./merge-fields";

/** The most saved replies of one library. */
export const MAX_REPLIES = 200;
/** The most saved replies that one message counts as used. */
const MAX_USED = 10;

/** The library that a saved reply belongs to: one person's, a place's, or the organization's. */
export const ReplyLibrary = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("personal") }),
  z.strictObject({ kind: z.literal("place"), placeId: Id }),
  z.strictObject({ kind: z.literal("organization") }),
]);
export type ReplyLibrary = z.infer<typeof ReplyLibrary>;

/**
 * A text that people insert into replies. `used`: how many sent messages it was part of.
 * @source Storeline `saved_replies`
 */
export type SavedReply = {
  id: Id;
  version: number;
  library: ReplyLibrary;
  /** The name of its place; null in the other libraries. */
  placeName: string | null;
  name: string;
  /** One word that finds it at once, unique in its library. */
  shortcut: string | null;
  /** Holds merge fields such as `{{customer.first_name}}`. */
  body: string;
  used: number;
  lastUsedAt: IsoTime | null;
  canEdit: boolean;
};

export const SaveReply = z.strictObject({
  /** Made by the client; a new id adds a reply. */
  replyId: Id,
  library: ReplyLibrary,
  name: z.string().trim().min(1).max(60),
  shortcut: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[\p{L}\p{N}_-]{1,30}$/u, "shortcutNotAWord")
    .nullable(),
  body: z
    .string()
    .trim()
    .min(1)
    .max(MAX_BODY)
    .refine((text) => !hasInvalidField(text), "mergeFieldUnknown"),
  /** The version that the person saw; 0 for a new one. */
  expectedVersion: z.number().int().min(0).max(1_000_000),
});
export type SaveReply = z.infer<typeof SaveReply>;
export const ReplyInput = z.strictObject({ replyId: Id });
export const RepliesFor = z.strictObject({ conversationId: Id });

/** The saved replies whose text a message holds. Unknown ones are ignored: a deleted reply must not hold a message back. */
export const UsedReplies = z.array(Id).max(MAX_USED).default([]);
