import * as z from "zod";
import { Id, type IsoTime } from "./ids";

/**
 * A callback that a conversation's customer was promised, and that nobody has made yet. `assignee` null: anybody at the place of the
 * conversation. Masked for partner agents. @source Storeline `callbacks`
 */
export type CallbackView = {
  id: Id;
  dueAt: IsoTime;
  /** When the assignee gets the reminder, or the next one; never before `dueAt`. */
  remindAt: IsoTime;
  assignee: { id: Id; name: string } | null;
  /** Null: the customer asked for it while they waited in the queue. */
  scheduledBy: { id: Id; name: string } | null;
  reason: string;
  /** Calls since that the customer did not answer. */
  attempts: number;
  /** When the customer, who called in meanwhile, last talked to us; null: not since it was scheduled. */
  talkedAt: IsoTime | null;
};

/** Why a time cannot be a callback's is said by the server, whose clock counts. */
const Due = z.strictObject({
  dueAt: z.iso.datetime(),
  /** The person who schedules it, or anybody at the conversation's place. */
  assignee: z.enum(["me", "place"]),
  reason: z.string().trim().max(300),
});
/** `callbackId` is made by the screen, so that scheduling it twice schedules it once. */
export const ScheduleCallback = Due.extend({ callbackId: Id, conversationId: Id });
export const CallbackInput = z.strictObject({ callbackId: Id });
/** What is left out stays as it is. */
export const RescheduleCallback = Due.partial({ assignee: true, reason: true }).extend({ callbackId: Id });

/** What somebody who schedules a callback chooses from: times at which the place is open, in its order of time. */
export type CallbackPlan = {
  place: { id: Id; name: string };
  times: IsoTime[];
  /** The callback that the conversation has already. */
  callback: CallbackView | null;
};

/** Where a page of callbacks ends: the next one begins after it. */
export const CallbackKey = z.strictObject({ dueAt: z.iso.datetime(), id: Id });
export type CallbackKey = z.infer<typeof CallbackKey>;
export const ListCallbacks = z.strictObject({
  cursor: CallbackKey.nullish(),
  /** The first page has everything that is due in any store, so that those who are asked know what about. */
  limit: z.number().int().min(1).max(200).default(200),
  direction: z.enum(["forward", "backward"]).optional(),
});

/**
 * A callback that a person is asked to make, in their `calls.work`: their own, those of their places, and those of colleagues there
 * (`assigneeId`), for whom they are asked once it is overdue and the colleague is not available.
 */
export type MyCallback = { conversationId: Id; assigneeId: Id | null } & Pick<CallbackView, "dueAt" | "remindAt">;
