"use client";
import { clsx } from "clsx";
import { PhoneCall, PhoneIncoming, PhoneMissed, PhoneOutgoing } from "lucide-react";
import { useTranslations } from "next-intl";
import { useFormat } from "@/components/ui/use-format";
import { callDurations } from "@/server/contract/call-durations";
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

/** How long it took once it is over, in milliseconds: on the line, or waiting in vain. */
function tookMs(call: Call): number {
  if (call.outcome === null) return 0;
  const { waitMs, ringMs, talkMs, holdMs } = callDurations(call.phases, new Date(call.phases.at(-1)?.at ?? 0));
  return isUnanswered(call) ? waitMs + ringMs : talkMs + holdMs;
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
  const took = tookMs(call);
  const more = [
    staff.length > 0 && format.list(staff),
    took > 0 && t(isUnanswered(call) ? "waited" : "lasted", { duration: format.duration(took) }),
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
