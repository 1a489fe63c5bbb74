"use client";
import { clsx } from "clsx";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { AtPlace } from "@/components/client/place-zones";
import { Wait } from "@/components/conversations/wait";
import { Badge } from "@/components/ui/badge";
import { useNow, useSeconds } from "@/components/ui/time";
import { useFormat } from "@/components/ui/use-format";
import type { CallRow } from "@/server/contract/call-lists";
import { endOf } from "@/server/contract/missed-calls";
import { callIcon, callTimes, callTone, outcomesOf, peopleOf, useCallSummary } from "../call-words";
import { hrefOfCall } from "./calls-state";
import { inLineSince } from "./queue-line";

type Props = {
  row: CallRow;
  /** How many calls of this customer were missed and wait for an answer; 0 when none does. */
  waiting: number;
  /** Where the customer is in line, from 1; null unless they wait now and it is known. */
  position: number | null;
};

/** One call of the page. It opens the conversation at the call. */
export function CallEntry({ row, waiting, position }: Props) {
  const { conversation, item } = row;
  return (
    <AtPlace placeId={conversation.place.id}>
      <Link
        href={hrefOfCall(conversation.id, item.seq)}
        data-call-row
        className="focus-inset grid min-h-16 min-w-0 flex-1 grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-0.5 px-4 py-2.5 @4xl:grid-cols-[auto_minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)_8rem_11rem]"
      >
        <CallMark row={row} />
        <Who row={row} waiting={waiting} />
        <When row={row} waiting={waiting} position={position} />
      </Link>
    </AtPlace>
  );
}

function CallMark({ row: { item } }: Pick<Props, "row">) {
  const Icon = callIcon(item.call);
  return (
    <span className="flex size-9 items-center justify-center self-start rounded-full bg-canvas @4xl:self-center">
      <Icon aria-hidden className={clsx("size-4.5", callTone(item.call))} />
    </span>
  );
}

function Who({ row: { conversation, item }, waiting }: Omit<Props, "position">) {
  const t = useTranslations("callsPage");
  const summary = useCallSummary();
  const format = useFormat();
  const people = peopleOf(item.call);
  const outcomes = outcomesOf(item.call);
  return (
    <>
      <span className="min-w-0">
        <span className="flex min-w-0 flex-wrap items-center gap-x-2">
          <bdi className="truncate font-medium">{conversation.customer.name}</bdi>
          {waiting > 1 && <Badge tone="danger">{t("missedTimes", { count: waiting })}</Badge>}
        </span>
        <span className={clsx("block text-sm", callTone(item.call))}>{summary(item.call)}</span>
        <span className="wrap-text block text-muted text-xs @4xl:hidden">
          {[conversation.place.name, ...people].join(" · ")}
        </span>
        {outcomes.length > 0 && <span className="wrap-text block text-xs">{format.list(outcomes)}</span>}
      </span>
      <span className="hidden truncate text-muted text-sm @4xl:block">{conversation.place.name}</span>
      <span className="hidden min-w-0 truncate text-sm @4xl:block">{format.list(people)}</span>
    </>
  );
}

function When({ row: { conversation, item }, waiting, position }: Props) {
  const format = useFormat();
  const now = useNow();
  const isWaiting = waiting > 0 && conversation.waitingSince !== null;
  return (
    <span className="flex flex-col items-end gap-0.5 self-start text-end @4xl:contents">
      <time
        dateTime={item.at}
        title={format.fullTime(item.at)}
        className="nums whitespace-nowrap text-muted text-sm @4xl:text-start"
      >
        {format.moment(item.at, now)}
      </time>
      {isWaiting ? (
        <Wait since={conversation.waitingSince} placeId={conversation.place.id} className="justify-self-end text-sm" />
      ) : (
        <Times row={{ conversation, item }} position={position} />
      )}
    </span>
  );
}

/** How long the customer waited and talked, or has been in line and at which position; while the call goes on, it runs. */
function Times({ row: { item }, position }: Pick<Props, "row" | "position">) {
  const t = useTranslations("callsPage");
  const format = useFormat();
  const isLive = endOf(item.call) === null;
  const now = useSeconds(isLive);
  const { waitedMs, talkedMs } = callTimes(item.call, now);
  const since = isLive ? inLineSince(item.call) : null;
  const parts = [
    since && t("inLine", { duration: format.duration(now - Date.parse(since)) }),
    position !== null && t("position", { position }),
    !since && waitedMs >= 1000 && t("waited", { duration: format.duration(waitedMs) }),
    talkedMs >= 1000 && t("talked", { duration: format.duration(talkedMs) }),
  ].filter(Boolean);
  return (
    <span
      role={isLive ? "timer" : undefined}
      className="nums flex flex-col items-end whitespace-nowrap text-muted text-xs"
    >
      {parts.map((part) => (
        <span key={String(part)}>{part}</span>
      ))}
    </span>
  );
}
