"use client";
import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { MessageSquareReply } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { beginReply } from "@/components/conversations/drafts";
import { Button } from "@/components/ui/button";
import { lazyComponent } from "@/components/ui/lazy";
import { useFormat } from "@/components/ui/use-format";
import type { CallItem, Item } from "@/server/contract/conversations";
import { missedSince, needsCallback } from "@/server/contract/missed-calls";
import { CallBackButton } from "./call-back-button";
import { callIcon, callTimes, callTone, customerOf, outcomesOf, peopleOf, useCallSummary } from "./call-words";
import type { CardFactsProps } from "./cards/card-facts";
import { ListenButton } from "./listen-button";
import { Recordings } from "./recordings";
import { openedWrapUp } from "./wrap-up-request";

const CardFacts = lazyComponent<CardFactsProps>(
  () => import("./cards/card-facts").then((code) => code.CardFacts),
  WaitingFacts,
);

/** A call in the thread, updated as it proceeds: its state, the people on the line, and its duration. */
export function CallLine({ item, isPast }: { item: CallItem; isPast: boolean }) {
  const summary = useCallSummary();
  const format = useFormat();
  const { call } = item;
  const Icon = callIcon(call);
  const people = peopleOf(call);
  const isWaiting = useIsWaiting(item);
  const more = [people.length > 0 && format.list(people), useTook(call)].filter(Boolean);
  return (
    <div className="mx-auto w-fit max-w-full rounded-lg border border-line bg-raised py-2 ps-3 pe-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="flex min-w-0 grow items-center gap-3">
          <Icon aria-hidden className={clsx("size-4.5 shrink-0", callTone(call))} />
          <div className="min-w-0 grow text-sm">
            <p className="font-medium">
              {summary(call)}{" "}
              <span className="font-normal text-muted">
                · <span className="nums">{format.clockTime(item.at)}</span>
              </span>
            </p>
            {more.length > 0 && <p className="nums wrap-text text-muted text-xs">{more.join(" · ")}</p>}
            <ChosenInMenu call={call} />
            <Outcome item={item} />
            {call.cards && <CardFacts cards={call.cards} customer={customerOf(item)} />}
          </div>
        </div>
        <div className="flex gap-2 empty:hidden">
          <ListenButton call={call} />
          {isWaiting && <CallBackButton item={item} />}
          {isWaiting && !isPast && <WriteButton item={item} />}
        </div>
      </div>
      <Recordings call={call} />
    </div>
  );
}

/** As high as the facts, so that the thread does not jump. */
function WaitingFacts({ cards }: CardFactsProps) {
  return cards.map(({ id }) => <p key={id} className="h-4" />);
}

/** What the customer chose before anybody was rung: "Menu: order status (ready for pickup) → Contact center". */
function ChosenInMenu({ call: { menu } }: Pick<CallItem, "call">) {
  const t = useTranslations("menus.chosen");
  if (!menu) return null;
  const words = menu.map(({ action, place, told }) =>
    told ? t(`told.${told}`) : t(`action.${action}`, { place: place ?? "" }),
  );
  return (
    <p className="wrap-text text-muted text-xs">
      {words.length > 0 ? t("path", { path: words.join(" → ") }) : t("nothing")}
    </p>
  );
}

/** How the call went. Whoever talked to the customer can say it later, too. */
function Outcome({ item }: { item: CallItem }) {
  const t = useTranslations("wrapUp");
  const format = useFormat();
  const me = useMe();
  const outcomes = outcomesOf(item.call);
  const mine = item.call.wrapUps?.findLast(({ userId }) => userId === me.id);
  if (outcomes.length === 0 && !mine) return null;
  return (
    <p className="wrap-text text-xs">
      {outcomes.length > 0 && t("outcomes", { outcomes: format.list(outcomes) })}{" "}
      {mine && (
        <Button
          variant="link"
          className="text-xs!"
          onClick={() => openedWrapUp.set({ id: mine.id, customer: customerOf(item) })}
        >
          {t(mine.disposition ? "change" : "say")}
        </Button>
      )}
    </p>
  );
}

/** Whether a call was missed whose customer still waits; of a conversation that is not open, whether it was missed. */
function useIsWaiting(item: CallItem): boolean {
  const shown = useShown(item);
  return shown ? needsCallback(shown.row, item) : missedSince(item.call) !== null;
}

/** The conversation of a call, where it is open on screen. */
function useShown({ conversationId }: CallItem) {
  const trpc = useTRPC();
  return useQuery({ ...trpc.conversations.get.queryOptions({ conversationId }), enabled: false }).data;
}

/** Whether Storeline itself has texted the customer since the call (ADR 0063). */
const isTextedAfter = ({ seq }: CallItem, items: readonly Item[] = []): boolean =>
  items.some(
    (one) =>
      one.kind === "message" &&
      one.seq > seq &&
      one.direction === "out" &&
      one.author === null &&
      one.delivery?.status !== "failed",
  );

/** Begins a reply for a customer whose call was missed; one who was texted has read the apology already. */
function WriteButton({ item }: { item: CallItem }) {
  const t = useTranslations("calls");
  const { id: userId } = useMe();
  const { conversationId } = item;
  const words = isTextedAfter(item, useShown(item)?.items) ? "out.textedReply" : "out.missedReply";
  return (
    <Button className="shrink-0" onClick={() => beginReply({ userId, conversationId }, t(words))}>
      <MessageSquareReply aria-hidden className="size-4" /> {t("out.write")}
    </Button>
  );
}

/** How long it took once it is over: on the line, or waiting in vain. */
function useTook(call: CallItem["call"]): string | null {
  const t = useTranslations("calls");
  const format = useFormat();
  if (call.outcome === null) return null;
  const { waitedMs, talkedMs } = callTimes(call, 0);
  const isUnanswered = call.outcome !== "answered" || missedSince(call) !== null;
  const took = isUnanswered && talkedMs === 0 ? waitedMs : talkedMs;
  if (took <= 0) return null;
  const unanswered = call.direction === "in" ? "waited" : "rang";
  return t(took === talkedMs ? "lasted" : unanswered, { duration: format.duration(took) });
}
