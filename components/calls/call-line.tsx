"use client";
import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import { useFormat } from "@/components/ui/use-format";
import type { CallItem } from "@/server/contract/conversations";
import { unansweredSince } from "@/server/contract/missed-calls";
import { callIcon, callTimes, callTone, peopleOf, useCallSummary } from "./call-words";
import { ListenButton } from "./listen-button";

/** A call in the thread, updated as it proceeds: its state, the people on the line, and its duration. */
export function CallLine({ item }: { item: CallItem }) {
  const summary = useCallSummary();
  const format = useFormat();
  const { call } = item;
  const Icon = callIcon(call);
  const people = peopleOf(call);
  const more = [people.length > 0 && format.list(people), useTook(call)].filter(Boolean);
  return (
    <div className="mx-auto flex w-fit max-w-full items-center gap-3 rounded-lg border border-line bg-raised py-2 ps-3 pe-4">
      <Icon aria-hidden className={clsx("size-4.5 shrink-0", callTone(call))} />
      <div className="min-w-0 text-sm">
        <p className="font-medium">
          {summary(call)}{" "}
          <span className="font-normal text-muted">
            · <span className="nums">{format.clockTime(item.at)}</span>
          </span>
        </p>
        {more.length > 0 && <p className="nums wrap-text text-muted text-xs">{more.join(" · ")}</p>}
      </div>
      <ListenButton call={call} />
    </div>
  );
}

/** How long it took once it is over: on the line, or waiting in vain. */
function useTook(call: CallItem["call"]): string | null {
  const t = useTranslations("calls");
  const format = useFormat();
  if (call.outcome === null) return null;
  const { waitedMs, talkedMs } = callTimes(call, 0);
  const isUnanswered = call.outcome !== "answered" || unansweredSince(call) !== null;
  const took = isUnanswered && talkedMs === 0 ? waitedMs : talkedMs;
  if (took <= 0) return null;
  return t(took === talkedMs ? "lasted" : "waited", { duration: format.duration(took) });
}
