import { clockTime, shortWeekday } from "@/components/ui/format";
import type { SystemLine, UndoAction } from "@/server/contract/conversations";

const UNDONE: Record<UndoAction, string> = {
  claim: "undid the claim",
  assign: "undid the assignment",
  bulk_assign: "undid the assignment",
  resolve: "undid resolving it",
  reopen: "undid reopening it",
  snooze: "undid the snooze",
};

/**
 * What a system line says to staff.
 * @param isOwn its reader did it
 * @param channelLabel names a channel
 */
export function systemWords(line: SystemLine, isOwn: boolean, channelLabel: (channel: string) => string): string {
  const who = isOwn ? "You" : "by" in line ? line.by : null;
  const done = (verb: string) => (isOwn ? `You ${verb} it` : `${verb[0]?.toUpperCase()}${verb.slice(1)} by ${who}`);
  switch (line.type) {
    case "opened":
      return `Opened at ${line.place} by ${channelLabel(line.channel)}`;
    case "reopened":
      return line.by ? done("reopened") : "Reopened: the customer wrote again";
    case "resolved":
      return done("resolved");
    case "snoozed":
      return `${done("snoozed")} until ${shortWeekday(line.until)} ${clockTime(line.until)}`;
    case "unsnoozed":
      return "Back from snooze";
    case "reopened_undelivered":
      return "Back in the inbox: our reply was not delivered";
    case "claimed":
      return done("claimed");
    case "assigned":
      return `${who} assigned it from ${line.from} to ${line.to}`;
    case "undone":
      return `${who} ${UNDONE[line.action]}${line.to ? `: it went back to ${line.to}` : ""}`;
    case "transfer_offered":
      return `${who} offered it to ${line.to}`;
    case "transfer_accepted":
      return `${who} accepted the transfer from ${line.from}`;
    case "transfer_declined":
      return `${who} declined: “${line.reason}”. It went back to ${line.to}`;
    case "transfer_expired":
      return `Nobody accepted in time. It went back to ${line.to}`;
    case "transfer_withdrawn":
      return `${who} withdrew the transfer`;
    case "consent_revoked":
      return `The customer asked us to stop ${channelLabel(line.channel)}`;
    case "consent_granted":
      return `The customer allowed ${channelLabel(line.channel)} again`;
  }
}
