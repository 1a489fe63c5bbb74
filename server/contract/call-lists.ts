import * as z from "zod";
import type { CallbackKey, MyCallback } from "./callbacks";
import { CALL_TABS } from "./constants";
import type { CallItem, ConversationRow } from "./conversations";
import { Id } from "./ids";

export const CallFilter = z.strictObject({
  tab: z.enum(CALL_TABS),
  /** Calls of conversations that are at this place now. */
  placeId: Id.optional(),
  /** Incoming or outgoing calls; both when left out. */
  way: z.enum(["in", "out"]).optional(),
});
export type CallFilter = z.infer<typeof CallFilter>;

export const ListCalls = CallFilter.extend({
  /** Opaque; from the previous page's `nextCursor`. */
  cursor: z.string().max(200).nullish(),
  limit: z.number().int().min(1).max(100).default(25),
  direction: z.enum(["forward", "backward"]).optional(),
});

/** A call in a list: its entry, and the conversation that it is an entry of. @source Storeline `call_entries` */
export type CallRow = { conversation: ConversationRow; item: CallItem };
export type CallPage = { rows: CallRow[]; nextCursor: string | null };

/** The conversations with an open callback, the one that is due first first. @source Storeline `callbacks` */
export type CallbackPage = { rows: ConversationRow[]; nextCursor: CallbackKey | null };

/** A call that goes on, by its entry. */
export type LiveEntry = { conversationId: Id; seq: number };
/**
 * What is to be done about calls, for the badge and the tabs: the conversations whose customers wait after a missed call, and
 * the calls that go on, and the callbacks that this person is to make, soonest first. Each stops at 100 ("99+").
 */
export type CallWork = { missed: Id[]; live: LiveEntry[]; callbacks: MyCallback[] };
