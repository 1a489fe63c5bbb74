import type { Translate } from "@/components/ui/translate";
import type { Format } from "@/components/ui/use-format";
import type { SystemLine } from "@/server/contract/conversations";

type Texts = { t: Translate<"systemLines">; format: Format; channelLabel: (channel: string) => string };

/**
 * What a system line says to staff.
 * @param isOwn its reader did it: it speaks to them as "you"
 */
export function systemLine(line: SystemLine, isOwn: boolean, { t, format, channelLabel }: Texts): string {
  const who = { isOwn: String(isOwn), by: "by" in line ? (line.by ?? "") : "" };
  switch (line.type) {
    case "opened":
      return t("opened", { place: line.place, channel: channelLabel(line.channel) });
    case "reopened":
      return line.by ? t("reopened", who) : t("wroteAgain");
    case "snoozed":
      return t("snoozed", { ...who, until: `${format.shortWeekday(line.until)} ${format.clockTime(line.until)}` });
    case "unsnoozed":
    case "reopened_undelivered":
      return t(line.type);
    case "resolved":
    case "claimed":
    case "transfer_withdrawn":
      return t(line.type, who);
    case "assigned":
      return t("assigned", { ...who, from: line.from, to: line.to });
    case "undone":
      return t("undone", { ...who, action: line.action, hasTarget: String(Boolean(line.to)), to: line.to ?? "" });
    case "transfer_offered":
      return t("transfer_offered", { ...who, to: line.to });
    case "transfer_accepted":
      return t("transfer_accepted", { ...who, from: line.from });
    case "transfer_declined":
      return t("transfer_declined", { ...who, reason: line.reason, to: line.to });
    case "transfer_expired":
      return t("transfer_expired", { to: line.to });
    case "consent_revoked":
    case "consent_granted":
      return t(line.type, { channel: channelLabel(line.channel) });
  }
}
