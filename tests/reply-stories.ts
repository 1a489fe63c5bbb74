import { uuidv7 } from "uuidv7";
import { recordDelivery } from "@/server/domain/conversations/delivery/record-delivery";
import { cancelScheduled, scheduleReply } from "@/server/domain/conversations/scheduling/schedule-reply";
import { sendMessage } from "@/server/domain/conversations/sending/send-message";
import type { TwoStores } from "./two-stores";

type Story = TwoStores & { id: string; connectionId: string };

async function schedule(s: Story) {
  const scheduled = { conversationId: s.id, scheduledId: uuidv7() };
  const sendAt = new Date(s.now().getTime() + 60_000).toISOString();
  await scheduleReply(s.as(s.ana), { ...scheduled, body: "Call +1 425 555 0123", sendAt, seenSeq: 99 });
  return scheduled;
}

/** For each event of replies that leave later or have left: the state before screens are opened, and the change that is then pushed to them. */
export const replyStories = {
  "message.updated": async (s: Story) => {
    const message = { conversationId: s.id, clientMessageId: uuidv7(), body: "Yes, we have it", seenSeq: 99 };
    const { id: messageId } = await sendMessage(s.as(s.ana), message);
    const status = { kind: "status", externalId: "SM1", messageId, status: "delivered", error: null } as const;
    return () => recordDelivery(s.system(), { connectionId: s.connectionId }, status);
  },
  "reply.scheduled": async (s: Story) => () => schedule(s),
  "reply.unscheduled": async (s: Story) => {
    const scheduled = await schedule(s);
    return () => cancelScheduled(s.as(s.abe), scheduled);
  },
};
