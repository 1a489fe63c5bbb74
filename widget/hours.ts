import type { ChatState } from "./chat-state";
import type { Text } from "./text";

const DAY_MS = 86_400_000;

/** The header's text about availability. Closed comes first, because a closed place is never online. */
export function answering({ staffed, hours }: Pick<ChatState, "staffed" | "hours">, now: number, t: Text): string {
  if (!hours || hours.open) return t(staffed ? "online" : "offline");
  if (!hours.changesAt) return t("closed");
  return t("closedUntil", { opens: opens(new Date(hours.changesAt), new Date(now), hours.timeZone, t) });
}

/** "9:00 AM" today, otherwise with the day, in the place's time zone; "9:00 AM PST" where the customer's clock differs. */
function opens(at: Date, now: Date, timeZone: string, t: Text): string {
  const format = (options: Intl.DateTimeFormatOptions, date: Date) =>
    new Intl.DateTimeFormat(undefined, { timeZone, ...options }).format(date);
  const day = (date: Date) => format({ dateStyle: "short" }, date);
  const moment = { dateStyle: "short", timeStyle: "short" } as const;
  const isElsewhere = format(moment, at) !== format({ ...moment, timeZone: undefined }, at);
  const clock = { hour: "numeric", minute: "2-digit", timeZoneName: isElsewhere ? "short" : undefined } as const;
  const time = format(clock, at);
  if (day(at) === day(now)) return time;
  if (day(at) === day(new Date(now.getTime() + DAY_MS))) return t("tomorrow", { time });
  return format({ weekday: "short", month: "short", day: "numeric", ...clock }, at);
}
