import type { Write } from "@/server/domain/command";
import { lockConversation } from "@/server/domain/conversations/record/load-conversation";
import type { Call } from "../call";
import { AGAIN_MS, type Callback, changeCallback, openCallbackOf } from "./callback";

/**
 * Makes the callback of a conversation follow its calls: a call of ours that the customer answers is the callback; one that they do not
 * answer is an attempt; and a call of theirs that is answered may have made it needless, which a person decides.
 */
export async function followCallback(write: Write, before: Call, call: Call): Promise<void> {
  const change = changeAfter(before, call, write.now);
  if (!change) return;
  await lockConversation(write.tx, call.conversationId);
  const callback = await openCallbackOf(write.tx, call.conversationId);
  if (callback) await changeCallback(write, callback, change(callback));
}

function changeAfter(before: Call, call: Call, now: Date): ((callback: Callback) => Partial<Callback>) | null {
  const isAnswered = call.connectedAt !== null && before.connectedAt === null;
  if (call.direction === "in") return isAnswered ? () => ({ talkedAt: now }) : null;
  if (isAnswered) return () => ({ state: "done", endedAt: now });
  if (call.endedAt === null || before.endedAt !== null || call.connectedAt !== null) return null;
  // A caller who gave up has not tried, but knows about it, too.
  const tried = call.outcome === "canceled" ? 0 : 1;
  const again = now.getTime() + AGAIN_MS;
  return ({ attempts, remindAt }) => ({
    attempts: attempts + tried,
    remindAt: new Date(Math.max(again, remindAt.getTime())),
  });
}
