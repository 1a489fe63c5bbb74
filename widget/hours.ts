import type { ChatState } from "./chat-state";
import type { Text } from "./text";

const DAY_MS = 86_400_000;

/** Whether somebody answers, in the words of the header. Closed comes first: a place that is closed is never online. */
export function answering({ staffed, hours }: Pick<ChatState, "staffed" | "hours">, now: number, t: Text): string {
  if (!hours || hours.open) return t(staffed ? "online" : "offline");
  if (!hours.changesAt) return t("closed");
  return t("closedUntil", { opens: opens(new Date(hours.changesAt), new Date(now), hours.timeZone, t) });
}

/** "9:00 AM" today, else with the day, on the clock of the place. */
function opens(at: Date, now: Date, timeZone: string, t: Text): string {
  const format = (options: Intl.DateTimeFormatOptions, date: Date) =>
    new Intl.DateTimeFormat(undefined, { ...options, timeZone }).format(date);
  const day = (date: Date) => format({ dateStyle: "short" }, date);
  const time = format({ hour: "numeric", minute: "2-digit" }, at);
  if (day(at) === day(now)) return time;
  if (day(at) === day(new Date(now.getTime() + DAY_MS))) return t("tomorrow", { time });
  return format({ weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit" }, at);
}
