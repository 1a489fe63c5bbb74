import { uuidv7 } from "uuidv7";
import type { Id } from "@/server/contract/ids";
import type { Write } from "@/server/domain/command";
import { lockConversation } from "@/server/domain/conversations/record/load-conversation";
import { openAt } from "@/server/domain/hours/open-periods";
import { hoursOf } from "@/server/domain/hours/open-state";
import type { Call } from "../call";
import { wantsCallback } from "../queue";
import { changeCallback, openCallbackOf, storeCallback } from "./callback";

/**
 * A customer who waited in the queue, or called while the place is closed, has asked to be called back: it is due now or when the place
 * opens next, for anybody there. Of a callback that the conversation has already, the earlier time counts.
 */
export async function requestCallback(write: Write, before: Call, call: Call): Promise<void> {
  if (wantsCallback(before) || !wantsCallback(call)) return;
  const { tx, now } = write;
  const { conversationId } = call;
  const conversation = await lockConversation(tx, conversationId);
  const wantedAt = await whenThere(write, conversation?.placeId ?? call.placeId);
  const open = await openCallbackOf(tx, conversationId);
  if (open) {
    const dueAt = open.dueAt < wantedAt ? open.dueAt : wantedAt;
    await changeCallback(write, open, { dueAt, remindAt: dueAt > now ? dueAt : wantedAt, talkedAt: null });
    return;
  }
  const due = { dueAt: wantedAt, remindAt: wantedAt, createdAt: now };
  const unowned = { assigneeId: null, scheduledById: null, reason: "" };
  await storeCallback(write, { id: uuidv7(), conversationId, ...unowned, ...due });
}

/** Now, or when the place opens next. A place that never opens again has work for whoever looks after it. */
async function whenThere({ settings, now }: Write, placeId: Id): Promise<Date> {
  const { open, until } = openAt(await hoursOf(settings, placeId), now);
  return open || until === null ? now : new Date(until);
}
