import type { Translate } from "@/components/ui/translate";
import type { Format } from "@/components/ui/use-format";
import type { SystemLine } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";

/** The reader of a line: their id, the catalog, and the current names of people and places. */
export type Reader = {
  meId: Id;
  /** The current name of a person or place; undefined when unknown. */
  nameOf: (id: Id) => string | undefined;
  channelLabel: (channel: string) => string;
  t: Translate<"systemLines">;
  format: Format;
};

/** The text of a system line for this reader: "you" for themselves, and current names for other people and places. */
export function systemLine(line: SystemLine, reader: Reader): string {
  const { t, format, channelLabel, meId } = reader;
  const isOwn = "byId" in line && line.byId === meId;
  const who = { isOwn: String(isOwn), by: "by" in line ? nameNow(line.by ?? "", line.byId, reader) : "" };
  const whom = (name: string, id: Id | null) => (id === meId ? t("you") : nameNow(name, id, reader));
  switch (line.type) {
    case "opened":
      return t("opened", { place: nameNow(line.place, line.placeId, reader), channel: channelLabel(line.channel) });
    case "reopened":
      return line.by !== null ? t("reopened", who) : t("wroteAgain");
    case "snoozed":
      return t("snoozed", { ...who, until: `${format.shortWeekday(line.until)} ${format.clockTime(line.until)}` });
    case "unsnoozed":
    case "reopened_undelivered":
      return t(line.type);
    case "resolved":
    case "claimed":
    case "transfer_withdrawn":
    case "reply_unscheduled":
      return t(line.type, who);
    case "assigned":
      return t("assigned", {
        ...who,
        from: isOwn && line.fromId === meId ? t("yourself") : whom(line.from, line.fromId),
        to: isOwn && line.toId === meId ? t("yourself") : whom(line.to, line.toId),
      });
    case "undone":
      return t("undone", {
        ...who,
        action: line.action,
        hasTarget: String(line.to !== null),
        to: whom(line.to ?? "", line.toId),
      });
    case "transfer_offered":
      return t("transfer_offered", { ...who, to: whom(line.to, line.toId) });
    case "transfer_accepted":
      return t("transfer_accepted", { ...who, from: whom(line.from, line.fromId) });
    case "transfer_declined":
      return t("transfer_declined", { ...who, reason: line.reason, to: whom(line.to, line.toId) });
    case "transfer_expired":
      return t("transfer_expired", { to: whom(line.to, line.toId) });
    case "reply_scheduled":
      return t("reply_scheduled", {
        ...who,
        at: `${format.shortWeekday(line.sendAt)} ${format.clockTime(line.sendAt)}`,
      });
    case "reply_stopped":
    case "reply_refused":
      return notSent(line, reader);
    case "consent_revoked":
    case "consent_granted":
      return t(line.type, { channel: channelLabel(line.channel) });
  }
}

type NotSent = Extract<SystemLine, { type: "reply_stopped" | "reply_refused" }>;
function notSent(line: NotSent, reader: Reader): string {
  const whose = { isOwn: String(line.ofId === reader.meId), of: nameNow(line.of, line.ofId, reader) };
  return line.type === "reply_stopped"
    ? reader.t("reply_stopped", whose)
    : reader.t("reply_refused", { ...whose, why: line.why });
}

const nameNow = (then: string, id: Id | null, { nameOf }: Reader): string => (id && nameOf(id)) || then;
