import {
  Grip,
  type LucideIcon,
  PhoneCall,
  PhoneForwarded,
  PhoneIncoming,
  PhoneMissed,
  PhoneOutgoing,
  Voicemail,
} from "lucide-react";
import { useTranslations } from "next-intl";
import { callDurations } from "@/server/contract/call-durations";
import type { CallItem } from "@/server/contract/conversations";
import { endOf, missedSince } from "@/server/contract/missed-calls";

type Call = CallItem["call"];

const wasReached = ({ outcome }: Call): boolean => outcome === null || outcome === "answered";

export function callIcon(call: Call): LucideIcon {
  if (call.outcome === "voicemail") return Voicemail;
  if (call.outcome === "self_service") return Grip;
  if (call.outcome === "callback") return PhoneForwarded;
  if (!wasReached(call) || missedSince(call) !== null) return PhoneMissed;
  if (call.outcome === null) return PhoneCall;
  return call.direction === "in" ? PhoneIncoming : PhoneOutgoing;
}

export function callTone(call: Call): string {
  if (missedSince(call) !== null) return "text-danger";
  return call.outcome === null ? "text-positive" : "text-muted";
}

/** Milliseconds that the customer waited in all, and that the call was on the line; until now while it goes on. */
export function callTimes(call: Call, now: number): { waitedMs: number; talkedMs: number } {
  const { waitMs, ringMs, talkMs, holdMs } = callDurations(call.phases, new Date(Date.parse(endOf(call) ?? "") || now));
  return { waitedMs: waitMs + ringMs, talkedMs: talkMs + holdMs };
}

/** The people of ours who were on the line, each once, in the order in which they joined. */
export const peopleOf = ({ participants }: Call): string[] => [
  ...new Set(participants.flatMap(({ role, name }) => (role === "customer" ? [] : [name]))),
];

/** How the call went, as the people who talked say: each outcome once, oldest first. */
export const outcomesOf = ({ wrapUps = [] }: Call): string[] => [
  ...new Set(wrapUps.flatMap(({ disposition }) => disposition?.label ?? [])),
];

/** @returns the state of a call in words: "Incoming call · missed" */
export function useCallSummary(): (call: Call) => string {
  const t = useTranslations("calls");
  return (call) => {
    const { direction, outcome } = call;
    const phase = call.phases.at(-1)?.phase ?? "ended";
    if (outcome === null && phase !== "ended") return t(`ongoing.${direction}.${phase}`);
    if (outcome === "answered" && missedSince(call) !== null) return t("gaveUp");
    return t(`summary.${direction}.${outcome ?? "ongoing"}`);
  };
}

export const customerOf = ({ call }: CallItem): string =>
  call.participants.find(({ role }) => role === "customer")?.name ?? "";
