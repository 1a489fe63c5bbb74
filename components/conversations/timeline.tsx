"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, History } from "lucide-react";
import { useTranslations } from "next-intl";
import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { CardBoundary } from "@/components/client/card-boundary";
import { useChannels } from "@/components/client/channels";
import { prependEarlier } from "@/components/client/patch-thread";
import { AtPlace, useFormatAt } from "@/components/client/place-zones";
import { useCustomerComposing } from "@/components/client/realtime";
import { useTRPC, useTRPCClient } from "@/components/client/trpc";
import { Button } from "@/components/ui/button";
import { useNow } from "@/components/ui/time";
import { useFormat } from "@/components/ui/use-format";
import type { ConversationDetail } from "@/server/contract/conversations";
import type { EarlierThread } from "@/server/contract/customers";
import { CardLine } from "./handoff-card";
import { ItemLine } from "./item-line";
import { type Pending, usePending } from "./outbox";
import { PendingBubble } from "./pending-bubble";
import { SystemLines } from "./system-lines";
import { ThreadIntro } from "./thread-intro";
import { channelsOf, type Entry, timelineEntries } from "./timeline-entries";
import { useJump } from "./use-jump";
import { END_PX, useStickToEnd } from "./use-stick-to-end";

/** Loads earlier pages: first this conversation's older items, then the customer's earlier conversations, one at a time. */
function useHistory(detail: ConversationDetail) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const conversationId = detail.row.id;
  const context = useQuery(trpc.customers.context.queryOptions({ conversationId })).data;
  const [threads, setThreads] = useState<EarlierThread[]>([]);
  const [isLoading, setLoading] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  const next = context?.earlier[threads.length] ?? null;

  const load = useCallback(async (work: () => Promise<void>) => {
    setLoading(true);
    setFailed(false);
    await work().catch(() => setFailed(true));
    setLoading(false);
  }, []);
  const older = () =>
    load(async () => {
      const beforeSeq = detail.items[0]?.seq;
      if (!beforeSeq) return;
      const page = await client.conversations.earlier.query({ conversationId, beforeSeq });
      queryClient.setQueryData(trpc.conversations.get.queryKey({ conversationId }), (shown) =>
        shown ? prependEarlier(shown, page) : shown,
      );
    });
  const previous = () =>
    load(async () => {
      if (!next) return;
      const thread = await client.customers.earlierThread.query({ conversationId, earlierId: next.id });
      setThreads((before) => [thread, ...before]);
    });
  return { threads, next, isLoading, hasFailed, older, previous };
}

type Props = { detail: ConversationDetail; onRetry: (entry: Pending) => void; onEdit: (entry: Pending) => void };

export function Timeline({ detail, onRetry, onEdit }: Props) {
  const t = useTranslations("thread");
  const { row, items, hasEarlier } = detail;
  const history = useHistory(detail);
  const pending = usePending(row.id);
  const hasMore = hasEarlier || history.next !== null;
  const formatAt = useFormatAt();
  const entries = useMemo(
    () => timelineEntries(history.threads, items, pending, hasMore, (placeId) => formatAt(placeId).dayKey),
    [history.threads, items, pending, hasMore, formatAt],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (entries[index]?.type === "item" ? 76 : 40),
    getItemKey: (index) => entries[index]?.key ?? index,
    anchorTo: "end",
    followOnAppend: true,
    scrollEndThreshold: END_PX,
    overscan: 8,
    paddingStart: 8,
    paddingEnd: 12,
  });
  useLayoutEffect(() => virtual.scrollToEnd(), [virtual]);
  const { isAtEnd, onScroll } = useStickToEnd(scroller, content, virtual);
  const marked = useJump({
    ...{ entries, hasEarlier, older: history.older },
    mayLoad: !history.isLoading && !history.hasFailed,
    goTo(index) {
      isAtEnd.current = false;
      virtual.scrollToIndex(index, { align: "center" });
    },
  });
  const missed = useMissed(items.at(-1)?.seq ?? 0, isAtEnd);
  const { isLoading, older } = history;
  const first = virtual.getVirtualItems()[0]?.index ?? 0;
  const hasScrolled = useRef(false);
  useEffect(() => {
    if (first > 0) hasScrolled.current = true;
    else if (hasScrolled.current && hasEarlier && !isLoading) void older();
  }, [first, hasEarlier, isLoading, older]);

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <section
        ref={scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        aria-label={t("timelineWith", { customer: row.customer.name })}
        onScroll={() => onScroll() && missed.clear()}
        className="thin-scroll focus-inset relative flex min-h-0 flex-1 flex-col overflow-y-auto overscroll-contain [overflow-anchor:none]"
      >
        <CardBoundary card="profile" of={detail}>
          <ThreadIntro detail={detail} />
        </CardBoundary>
        <div ref={content} className="relative mt-auto w-full shrink-0" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((line) => {
            const entry = entries[line.index];
            if (!entry) return null;
            return (
              <div
                key={line.key}
                ref={virtual.measureElement}
                data-index={line.index}
                aria-current={isAt(entry, marked) ? "location" : undefined}
                className="absolute inset-x-0 top-0 px-4 py-[3px] aria-[current]:bg-accent-soft"
                style={{ transform: `translateY(${line.start}px)` }}
              >
                {entry.type === "top" ? (
                  <TopOfTimeline hasEarlier={hasEarlier} history={history} />
                ) : (
                  <TimelineEntry entry={entry} customer={row.customer.name} onRetry={onRetry} onEdit={onEdit} />
                )}
              </div>
            );
          })}
        </div>
      </section>
      <CustomerWrites conversationId={row.id} name={row.customer.name} />
      {missed.count > 0 && (
        <Button
          variant="primary"
          className="absolute bottom-3 left-1/2 -translate-x-1/2 rounded-full! shadow-overlay"
          onClick={() => {
            virtual.scrollToEnd({ behavior: "smooth" });
            missed.clear();
          }}
        >
          <ArrowDown aria-hidden className="size-4" /> {t("new", { count: missed.count })}
        </Button>
      )}
    </div>
  );
}

const isAt = (entry: Entry, seq: number | null): boolean =>
  seq !== null && entry.type === "item" && !entry.isPast && entry.item.seq === seq;

/** How many items arrived while the reader was scrolled up. */
function useMissed(lastSeq: number, isAtEnd: RefObject<boolean>) {
  const [seen, setSeen] = useState(lastSeq);
  useEffect(() => {
    if (isAtEnd.current) setSeen(lastSeq);
  }, [lastSeq, isAtEnd]);
  return { count: Math.max(0, lastSeq - seen), clear: () => setSeen(lastSeq) };
}

function TopOfTimeline({ hasEarlier, history }: { hasEarlier: boolean; history: ReturnType<typeof useHistory> }) {
  const t = useTranslations("thread");
  const formatAt = useFormatAt();
  const now = useNow();
  const { labelOf: channelLabel } = useChannels();
  const { next, isLoading, hasFailed } = history;
  if (!hasEarlier && !next) return null;
  const words = hasEarlier
    ? t("showEarlier")
    : next &&
      t("earlier", {
        channel: channelLabel(next.channel),
        place: next.place.name,
        at: formatAt(next.place.id).shortDate(next.lastMessageAt, now),
      });
  return (
    <div className="flex flex-col items-center gap-1 px-4 pt-3">
      <Button variant="quiet" disabled={isLoading} onClick={hasEarlier ? history.older : history.previous}>
        <History aria-hidden className="size-4 text-muted" />
        {isLoading ? t("loading") : words}
      </Button>
      {hasFailed && (
        <p role="alert" className="text-danger text-xs">
          {t("earlierFailed")}
        </p>
      )}
    </div>
  );
}

function CustomerWrites({ conversationId, name }: { conversationId: string; name: string }) {
  const t = useTranslations("thread");
  if (!useCustomerComposing(conversationId)) return null;
  return <p className="animate-enter px-5 pb-2 text-muted text-sm italic">{t("isWriting", { name })}</p>;
}

const RULE =
  "flex items-center gap-3 py-2 text-muted text-xs before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line";

type LineProps = { entry: Exclude<Entry, { type: "top" }>; customer: string } & Omit<Props, "detail">;

/** One entry with its own error boundary. */
export const TimelineEntry = (props: LineProps) => (
  <CardBoundary card={props.entry.type === "card" ? "handoff" : "timeline entry"} of={props.entry}>
    <AtPlace placeId={props.entry.placeId}>
      <EntryLine {...props} />
    </AtPlace>
  </CardBoundary>
);

function EntryLine(props: LineProps) {
  const t = useTranslations("thread");
  const format = useFormat();
  const { entry } = props;
  const now = useNow();
  const { labelOf } = useChannels();
  switch (entry.type) {
    case "day":
      return <h3 className={`${RULE} font-medium`}>{format.dayLabel(entry.at, now)}</h3>;
    case "earlier": {
      const { channel, place, lastMessageAt } = entry.thread.conversation;
      return (
        <h3 className={`${RULE} font-semibold`}>
          {t("earlierHeading", {
            channel: format.list(channelsOf(entry.thread.items, channel, labelOf)),
            place: place.name,
            at: format.shortDate(lastMessageAt, now),
          })}
        </h3>
      );
    }
    case "now":
      return <h3 className={`${RULE} font-semibold text-accent-ink`}>{t("thisConversation")}</h3>;
    case "system":
      return <SystemLines items={entry.items} />;
    case "card":
      return <CardLine item={entry.item} />;
    case "pending":
      return <PendingBubble entry={entry.entry} onRetry={props.onRetry} onEdit={props.onEdit} />;
    case "item":
      return <ItemLine {...entry} customer={props.customer} />;
  }
}
