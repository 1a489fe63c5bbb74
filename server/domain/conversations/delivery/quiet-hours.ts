import { and, eq } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { items } from "@/db/schema";
import { channelOf } from "@/server/channels/directory";
import { DomainError } from "@/server/contract/errors";
import { WEEKDAYS, type Weekday } from "@/server/contract/hours";
import type { Write } from "@/server/domain/command";
import { quietHours } from "@/server/domain/consent/settings";
import { openAt } from "@/server/domain/hours/open-periods";
import { timeZone } from "@/server/domain/hours/settings";
import type { ConversationRecord } from "../record/load-conversation";

type Reader = Pick<Write, "now" | "settings"> & { tx: Db | Tx };
type Asked = Pick<ConversationRecord, "id" | "placeId" | "lastInboundSeq">;

/**
 * Finds until when a message to this customer has to wait because of quiet hours. A customer who has just written may be
 * answered. The time zone is the place's, because the customer's is unknown.
 * @returns null when it may be sent now
 */
export async function quietUntil(write: Reader, conversation: Asked, channel: string | null): Promise<Date | null> {
  if (!channel || !channelOf(channel)?.capabilities.consent) return null;
  const { now, settings } = write;
  const { enabled, from, to, replyWithinHours } = await settings.get(quietHours, conversation.placeId);
  if (!enabled) return null;
  const zone = await settings.get(timeZone, conversation.placeId);
  const allowed = openAt({ timeZone: zone, opening: everyDay(from, to), exceptions: [] }, now);
  if (allowed.open || allowed.until === null) return null;
  const wroteAt = await lastInboundAt(write, conversation);
  const isReply = wroteAt !== null && now.getTime() - wroteAt.getTime() < replyWithinHours * 3_600_000;
  return isReply ? null : new Date(allowed.until);
}

/** @throws DomainError "consent" with `details.allowedAt` and `details.timeZone` */
export async function checkQuietHours(write: Write, conversation: Asked, channel: string | null): Promise<void> {
  const until = await quietUntil(write, conversation, channel);
  if (!until) return;
  const zone = await write.settings.get(timeZone, conversation.placeId);
  throw new DomainError("consent", "quietHours", { allowedAt: until.toISOString(), timeZone: zone });
}

/** The hours of the week in which messages may be sent: all but the quiet ones. */
function everyDay(from: string, to: string) {
  const periods =
    from > to
      ? [{ from: to, to: from }]
      : [
          { from: "00:00", to: from },
          { from: to, to: "24:00" },
        ];
  const days = Object.fromEntries(WEEKDAYS.map((day) => [day, periods])) as Record<Weekday, typeof periods>;
  return { kind: "weekly" as const, days };
}

async function lastInboundAt({ tx }: Reader, { id, lastInboundSeq }: Asked): Promise<Date | null> {
  const [last] = await tx
    .select({ at: items.at })
    .from(items)
    .where(and(eq(items.conversationId, id), eq(items.seq, lastInboundSeq)));
  return last?.at ?? null;
}
