"use client";
import { clsx } from "clsx";
import { PhoneCall, PhoneIncoming, PhoneMissed, PhoneOutgoing } from "lucide-react";
import { useTranslations } from "next-intl";
import { useFormat } from "@/components/ui/use-format";
import type { CallItem } from "@/server/contract/conversations";

type Call = CallItem["call"];

const isUnanswered = ({ outcome }: Call): boolean => outcome !== null && outcome !== "answered";

function iconOf(call: Call) {
  if (isUnanswered(call)) return PhoneMissed;
  if (call.outcome === null) return PhoneCall;
  return call.direction === "in" ? PhoneIncoming : PhoneOutgoing;
}

const toneOf = (call: Call): string => {
  if (call.outcome === "missed" && call.direction === "in") return "text-danger";
  return call.outcome === null ? "text-positive" : "text-muted";
};

/**
 * The time from the first of these phases to the end of the call, in milliseconds; null during the call, or without such a
 * phase.
 */
function lengthOf({ phases }: Call, from: Call["phases"][number]["phase"]): number | null {
  const start = phases.find(({ phase }) => phase === from);
  const end = phases.find(({ phase }) => phase === "wrap_up" || phase === "ended");
  return start && end ? Date.parse(end.at) - Date.parse(start.at) : null;
}

/** A call in the thread, updated as it proceeds: its state, the people on the line, and its duration. */
export function CallLine({ item }: { item: CallItem }) {
  const t = useTranslations("calls");
  const format = useFormat();
  const { call } = item;
  const { direction, outcome } = call;
  const phase = call.phases.at(-1)?.phase ?? "ended";
  const Icon = iconOf(call);
  const staff = [...new Set(call.participants.flatMap(({ role, name }) => (role === "customer" ? [] : [name])))];
  const talked = lengthOf(call, "connected");
  const waited = isUnanswered(call) ? lengthOf(call, call.phases[0]?.phase ?? "ringing") : null;
  const more = [
    staff.length > 0 && format.list(staff),
    talked !== null && t("lasted", { duration: format.duration(talked) }),
    talked === null && waited !== null && t("waited", { duration: format.duration(waited) }),
  ].filter(Boolean);
  return (
    <div className="mx-auto flex w-fit max-w-full items-center gap-3 rounded-lg border border-line bg-raised py-2 ps-3 pe-4">
      <Icon aria-hidden className={clsx("size-4.5 shrink-0", toneOf(call))} />
      <div className="min-w-0 text-sm">
        <p className="font-medium">
          {outcome === null && phase !== "ended"
            ? t(`ongoing.${direction}.${phase}`)
            : t(`summary.${direction}.${outcome ?? "ongoing"}`)}{" "}
          <span className="font-normal text-muted">
            · <span className="nums">{format.clockTime(item.at)}</span>
          </span>
        </p>
        {more.length > 0 && <p className="nums wrap-text text-muted text-xs">{more.join(" · ")}</p>}
      </div>
    </div>
  );
}
