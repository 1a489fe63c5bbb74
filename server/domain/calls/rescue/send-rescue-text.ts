import { eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { customers, places } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import { CallInput } from "@/server/contract/live-calls";
import { command, type Write } from "@/server/domain/command";
import { sendPermission } from "@/server/domain/consent/send-permission";
import { quietUntil } from "@/server/domain/conversations/delivery/quiet-hours";
import { lockConversation } from "@/server/domain/conversations/record/load-conversation";
import { queueMessage } from "@/server/domain/conversations/record/queue-message";
import { defineJob } from "@/server/domain/define-job";
import { hoursOf } from "@/server/domain/hours/open-state";
import { openNow } from "@/server/domain/hours/wording";
import { membersOf } from "@/server/domain/merging/members";
import { oneLine } from "@/server/lib/text";
import type { Call } from "../call";
import { loadCalls } from "../load-call";
import { rescueText } from "../settings";
import { hasTextedUs, isStillMissed, leftMessage, numberToText, wasTextedWithin } from "./rescue-facts";

declare module "@/server/contract/jobs" {
  interface JobPayloads {
    "send-rescue-text": { callId: Id };
  }
}

/** What became of it; everything but `sent` sent nothing. */
type Outcome = "sent" | "off" | "answered" | "message_left" | "too_soon" | "unreachable" | "no_consent" | "quiet_hours";

/**
 * Texts the customer of a missed call in the same conversation, unless somebody was faster. It is decided and queued in one
 * transaction, so that running it again sends nothing. The text is not an answer: the customer goes on waiting (ADR 0063).
 */
export const sendRescueText = command(CallInput, async (write, { callId }): Promise<Outcome> => {
  const { tx, now } = write;
  const [call] = await loadCalls(tx, [callId]);
  if (!call) return "answered";
  const customer = await lockCustomer(tx, call.customerId);
  const conversation = await lockConversation(tx, call.conversationId);
  if (!conversation || !(await isStillMissed(write, call, conversation))) return "answered";
  if (await leftMessage(tx, call)) return "message_left";
  const { enabled, text, onlyWithConsent, everyHours } = await write.settings.get(rescueText, call.placeId);
  if (!enabled) return "off";
  if (await wasTextedWithin(write, call.customerId, everyHours)) return "too_soon";
  const to = await numberToText(write, call, conversation);
  if (!to) return "unreachable";
  const permission = await sendPermission(tx, to);
  if (!permission) return "no_consent";
  if (onlyWithConsent && !permission.consentEventId && !(await hasTextedUs(tx, call))) return "no_consent";
  if (await quietUntil(write, conversation, to.channel)) return "quiet_hours";
  const body = await wording(write, call, text, customer.language);
  const shown = { preview: oneLine(body), previewBy: "system" as const, rescueTextedAt: now };
  await queueMessage(write, conversation.id, to, { body, ...permission }, shown);
  return "sent";
});

/** Of two missed calls of a customer in two conversations, the second waits here and finds the text to the first. */
async function lockCustomer(tx: Tx, customerId: Id): Promise<{ language: string | null }> {
  const { id, language } = customers;
  const locked = await tx
    .select({ id, language })
    .from(customers)
    .where(sql`${id} in ${membersOf(customerId)}`)
    .orderBy(id)
    .for("no key update");
  return { language: locked.find((one) => one.id === customerId)?.language ?? null };
}

/** Fills in `{store}` and `{hours}`; everything else stays as the administrator wrote it. */
async function wording(write: Write, { placeId }: Call, text: string, language: string | null): Promise<string> {
  const [place] = await write.tx.select({ name: places.name }).from(places).where(eq(places.id, placeId));
  const hours = openNow(await hoursOf(write.settings, placeId), write.now, language);
  return text.replace(/\{(store|hours)\}/g, (_, name) => (name === "store" ? (place?.name ?? "") : hours));
}

export const sendRescueTextJob = defineJob({
  name: "send-rescue-text",
  payload: CallInput,
  handle: async (ctx, input) => void (await sendRescueText(ctx, input)),
});
