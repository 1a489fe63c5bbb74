import { clockTime, shortWeekday } from "@/components/ui/format";
import type { SystemLine, UndoAction } from "@/server/contract/conversations";
import { channelLabel } from "./channel";

const UNDONE: Record<UndoAction, string> = {
  claim: "undid the claim",
  assign: "undid the assignment",
  bulk_assign: "undid the assignment",
  resolve: "undid resolving it",
  reopen: "undid reopening it",
  snooze: "undid the snooze",
};

/** What a system line says to staff. */
export function systemWords(line: SystemLine): string {
  switch (line.type) {
    case "opened":
      return `Opened at ${line.place} by ${channelLabel(line.channel)}`;
    case "reopened":
      return line.by ? `Reopened by ${line.by}` : "Reopened: the customer wrote again";
    case "resolved":
      return `Resolved by ${line.by}`;
    case "snoozed":
      return `Snoozed by ${line.by} until ${shortWeekday(line.until)} ${clockTime(line.until)}`;
    case "unsnoozed":
      return "Back from snooze";
    case "reopened_undelivered":
      return "Back in the inbox: our reply was not delivered";
    case "claimed":
      return `Claimed by ${line.by}`;
    case "assigned":
      return `${line.by} assigned it from ${line.from} to ${line.to}`;
    case "undone":
      return `${line.by} ${UNDONE[line.action]}${line.to ? `: it went back to ${line.to}` : ""}`;
    case "transfer_offered":
      return `${line.by} offered it to ${line.to}`;
    case "transfer_accepted":
      return `${line.by} accepted the transfer from ${line.from}`;
    case "transfer_declined":
      return `${line.by} declined: “${line.reason}”. It went to ${line.to}`;
    case "transfer_expired":
      return `Nobody accepted in time. It went to ${line.to}`;
    case "transfer_withdrawn":
      return `${line.by} withdrew the transfer`;
    case "consent_revoked":
      return `The customer asked us to stop ${channelLabel(line.channel)}`;
    case "consent_granted":
      return `The customer allowed ${channelLabel(line.channel)} again`;
  }
}
