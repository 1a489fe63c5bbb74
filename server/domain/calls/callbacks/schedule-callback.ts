import { CallbackInput, RescheduleCallback, ScheduleCallback } from "@/server/contract/callbacks";
import { DomainError } from "@/server/contract/errors";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { type ConversationRecord, loadConversation } from "@/server/domain/conversations/record/load-conversation";
import { requireEnabledUser } from "@/server/domain/conversations/record/target";
import { isCallable } from "../call-routes";
import { AGAIN_MS, changeCallback, checkDue, lockCallback, lockOpenCallback, storeCallback } from "./callback";

/**
 * Schedules the callback of a conversation. The same id again schedules it once.
 * @throws DomainError "not_found"; "invalid" for a time that is not in the future, or a customer whom nothing can call; "conflict":
 * the conversation has a callback already
 */
export const scheduleCallback = command(
  ScheduleCallback,
  async (write: Write<PersonActor>, { callbackId, conversationId, dueAt, assignee, reason }): Promise<null> => {
    const { tx, actor, now } = write;
    const conversation = await loadConversation(tx, actor, conversationId, { lock: true });
    if (conversation.callbackId === callbackId) return null;
    if (conversation.callbackId) throw new DomainError("conflict", "callbackExists");
    const due = new Date(dueAt);
    checkDue(due, now);
    await requireEnabledUser(tx, actor.id);
    await requireCallable(write, conversation);
    const stored = await storeCallback(write, {
      ...{ id: callbackId, conversationId, reason, dueAt: due, remindAt: due, createdAt: now },
      ...{ assigneeId: assignee === "me" ? actor.id : null, scheduledById: actor.id },
    });
    if (!stored) throw new DomainError("conflict", "callbackOver");
    return null;
  },
);

async function requireCallable({ tx, now }: Write, conversation: ConversationRecord): Promise<void> {
  if (!(await isCallable(tx, conversation, now))) throw new DomainError("invalid", "nothingToCall");
}

/**
 * Gives an open callback another time, and another assignee and reason where they are given. What was tried so far still counts.
 * @throws DomainError "not_found"; "invalid" for a time that is not in the future; "conflict": it is over
 */
export const rescheduleCallback = command(
  RescheduleCallback,
  async (write: Write<PersonActor>, { callbackId, dueAt, assignee, reason }): Promise<null> => {
    const callback = await lockOpenCallback(write, callbackId);
    const due = new Date(dueAt);
    checkDue(due, write.now);
    const changed = {
      ...(assignee && { assigneeId: assignee === "me" ? write.actor.id : null }),
      ...(reason !== undefined && { reason }),
    };
    await changeCallback(write, callback, { dueAt: due, remindAt: due, ...changed, talkedAt: null });
    return null;
  },
);

/** Asks again later, on all screens of everybody who is asked now. @throws DomainError "not_found"; "conflict": it is over */
export const postponeCallback = command(
  CallbackInput,
  async (write: Write<PersonActor>, { callbackId }): Promise<null> => {
    const callback = await lockOpenCallback(write, callbackId);
    await changeCallback(write, callback, { remindAt: new Date(write.now.getTime() + AGAIN_MS) });
    return null;
  },
);

/** Cancels a callback. Canceling it again changes nothing. @throws DomainError "not_found" */
export const cancelCallback = command(CallbackInput, (write: Write<PersonActor>, input) =>
  end(write, input, "canceled"),
);

/** Marks a callback as done, as when the customer has called in. Again changes nothing. @throws DomainError "not_found" */
export const completeCallback = command(CallbackInput, (write: Write<PersonActor>, input) => end(write, input, "done"));

async function end(
  write: Write<PersonActor>,
  { callbackId }: { callbackId: string },
  state: "done" | "canceled",
): Promise<null> {
  const { callback } = await lockCallback(write, callbackId);
  if (callback.state === "open") await changeCallback(write, callback, { state, endedAt: write.now });
  return null;
}

/**
 * Undoes the end of a callback. Of an open one nothing changes.
 * @throws DomainError "not_found"; "conflict": the conversation has another callback since
 */
export const restoreCallback = command(
  CallbackInput,
  async (write: Write<PersonActor>, { callbackId }): Promise<null> => {
    const { callback, conversation } = await lockCallback(write, callbackId);
    if (callback.state === "open") return null;
    if (conversation.callbackId) throw new DomainError("conflict", "callbackExists");
    await changeCallback(write, callback, { state: "open", endedAt: null });
    return null;
  },
);
