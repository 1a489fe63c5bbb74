import { uuidv7 } from "uuidv7";
import type { Write } from "@/server/domain/command";
import { lockConversation } from "@/server/domain/conversations/record/load-conversation";
import type { Call } from "../call";
import { wantsCallback } from "../queue";
import { changeCallback, openCallbackOf, storeCallback } from "./callback";

/**
 * A customer who waited in the queue has asked to be called back: it is due now, for anybody at the place. Of a callback that the
 * conversation has already, the earlier time counts.
 */
export async function requestCallback(write: Write, before: Call, call: Call): Promise<void> {
  if (wantsCallback(before) || !wantsCallback(call)) return;
  const { tx, now } = write;
  const { conversationId } = call;
  await lockConversation(tx, conversationId);
  const open = await openCallbackOf(tx, conversationId);
  if (open) {
    const dueAt = open.dueAt < now ? open.dueAt : now;
    await changeCallback(write, open, { dueAt, remindAt: now, talkedAt: null });
    return;
  }
  const due = { dueAt: now, remindAt: now, createdAt: now };
  const unowned = { assigneeId: null, scheduledById: null, reason: "" };
  await storeCallback(write, { id: uuidv7(), conversationId, ...unowned, ...due });
}
