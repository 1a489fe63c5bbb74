"use client";
import { clsx } from "clsx";
import { Phone } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { useFormat } from "@/components/ui/use-format";
import type { CallItem } from "@/server/contract/conversations";
import { unansweredSince } from "@/server/contract/missed-calls";
import { useIsOnCall } from "./call-dock";
import { requestCall } from "./call-request";
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
      {unansweredSince(call) !== null && <CallBack item={item} />}
    </div>
  );
}

/** Calls the customer at once, by the first way that can be used now. */
function CallBack({ item }: { item: CallItem }) {
  const t = useTranslations("calls");
  const isOnCall = useIsOnCall();
  const customer = item.call.participants.find(({ role }) => role === "customer")?.name ?? "";
  return (
    <Button
      disabled={isOnCall}
      title={isOnCall ? t("out.onCall") : undefined}
      onClick={() => requestCall({ conversationId: item.conversationId, customer })}
    >
      <Phone aria-hidden className="size-4" /> {t("out.callBack")}
    </Button>
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
  const unanswered = call.direction === "in" ? "waited" : "rang";
  return t(took === talkedMs ? "lasted" : unanswered, { duration: format.duration(took) });
}
