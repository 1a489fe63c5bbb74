"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { uuidv7 } from "uuidv7";
import { CallbackStrip } from "@/components/calls/callbacks/callback-strip";
import { CardBoundary } from "@/components/client/card-boundary";
import { useChannels } from "@/components/client/channels";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { orderToPin } from "@/components/commerce/order-to-pin";
import { PinnedOrder } from "@/components/commerce/pinned-order";
import { holdUsed } from "@/components/replies/used-replies";
import { Button } from "@/components/ui/button";
import { currentTime } from "@/components/ui/clock";
import { lazyComponent } from "@/components/ui/lazy";
import type { ConversationDetail, ConversationRow } from "@/server/contract/conversations";
import { newestFor } from "@/server/contract/views";
import { Composer, type Outgoing } from "./composer";
import { ConflictDialog } from "./conflict-dialog";
import { setDraft } from "./drafts";
import { useInbox } from "./inbox-state";
import { OfferBanner } from "./offer-banner";
import { dropPending, type Pending } from "./outbox";
import { OwnerNotice } from "./owner-notice";
import { ThreadHeader } from "./thread-header";
import { Timeline } from "./timeline";
import { holdAttachments } from "./uploads";
import { useActions } from "./use-actions";
import { destinationLabel, setDestination } from "./use-destination";
import { useSend } from "./use-send";

const ScheduledStrip = lazyComponent(() => import("./scheduling/scheduled-strip").then((code) => code.ScheduledStrip));
const FollowersStrip = lazyComponent(() => import("./followers-strip").then((code) => code.FollowersStrip));

type Toggle = { isOpen: boolean; toggle: () => void };
/**
 * What is around a thread: the toggle of the customer panel, the panel itself where it opens over the thread, and what brings back the
 * list where the panel has its place.
 */
export type ThreadFrame = { contextToggle: Toggle; sheet?: ReactNode; onShowList?: (() => void) | undefined };

/** Reading moves the person's read mark, only while the tab is visible and focused. */
function useMarkRead({ row, items, readSeq }: ConversationDetail) {
  const trpc = useTRPC();
  const me = useMe();
  const { mutate } = useMutation(trpc.conversations.markRead.mutationOptions());
  const seq = items.at(-1)?.seq ?? 0;
  const isUnread = newestFor(row, me.id) > readSeq && seq > readSeq;
  useEffect(() => {
    if (!isUnread) return;
    const mark = () => document.visibilityState === "visible" && mutate({ conversationId: row.id, seq });
    mark();
    document.addEventListener("visibilitychange", mark);
    return () => document.removeEventListener("visibilitychange", mark);
  }, [isUnread, mutate, row.id, seq]);
}

/** One conversation: header, timeline and composer. */
export function OpenThread({ detail, contextToggle, sheet, onShowList }: { detail: ConversationDetail } & ThreadFrame) {
  const channels = useChannels();
  const composer = useTranslations("composer");
  const { row, items } = detail;
  const actions = useActions();
  const me = useMe();
  const sending = useSend(
    useCallback(
      (entry: Pending, takeBack?: () => void) =>
        entry.resolveAfter && actions.resolveSent({ ...entry, ...(takeBack && { takeBack }) }),
      [actions],
    ),
  );
  const [recall, setRecall] = useState(0);
  useMarkRead(detail);
  const seenSeq = items.at(-1)?.seq ?? 0;
  const onSend = ({ mode, body, attachments, resolveAfter, to, channel, savedReplyIds, mentions }: Outgoing) =>
    void sending.post({
      clientMessageId: uuidv7(),
      undoId: uuidv7(),
      conversationId: row.id,
      userId: me.id,
      customer: row.customer.name,
      mode,
      body,
      attachments,
      resolveAfter,
      to,
      channel,
      savedReplyIds,
      mentions,
      seenSeq,
      at: currentTime().toISOString(),
      state: "sending",
      reason: null,
    });
  const edit = (entry: Pending) => {
    setDraft({ userId: me.id, conversationId: row.id, mode: entry.mode }, entry.body, entry.mentions);
    const wasFor = detail.destinations.find((one) => one.identityId === entry.to?.identityId);
    if (entry.to && wasFor) {
      const chosen = {
        to: entry.to,
        label: destinationLabel(channels, wasFor, composer),
        seq: row.lastInboundSeq,
        isPicked: true,
      };
      setDestination({ userId: me.id, conversationId: row.id }, chosen);
    }
    holdUsed(row.id, entry.savedReplyIds ?? []);
    holdAttachments(me.id, row.id, entry.attachments);
    dropPending(entry.clientMessageId);
    sending.settle();
    setRecall((count) => count + 1);
  };
  return (
    <div className="@container flex min-h-0 flex-1 flex-col">
      <ThreadHeader {...{ detail, contextToggle, onShowList }} />
      <AlsoOpen rows={detail.alsoOpen} />
      {row.offer && <OfferBanner key={row.offer.id} row={row} offer={row.offer} />}
      <CallbackStrip row={row} />
      {Object.keys(row.followers).length > 0 && <FollowersStrip row={row} />}
      {!contextToggle.isOpen && (
        <CardBoundary card="pinned order" of={detail}>
          <OrderInView detail={detail} onShow={contextToggle.toggle} />
        </CardBoundary>
      )}
      <Timeline detail={detail} onRetry={(entry) => void sending.post({ ...entry, seenSeq })} onEdit={edit} />
      {sheet}
      <OwnerNotice row={row} />
      {row.scheduled && <ScheduledStrip row={row} reply={row.scheduled} />}
      <Composer key={recall} detail={detail} onSend={onSend} />
      {sending.conflict && (
        <ConflictDialog
          body={sending.conflict.entry.body}
          difference={sending.conflict.difference}
          onSendAnyway={() => {
            const entry = sending.conflict?.entry;
            sending.settle();
            if (entry) void sending.post(entry, { force: true });
          }}
          onEdit={() => sending.conflict && edit(sending.conflict.entry)}
          onDrop={() => {
            if (sending.conflict) dropPending(sending.conflict.entry.clientMessageId);
            sending.settle();
          }}
        />
      )}
    </div>
  );
}

/** The order in question stays visible when the customer panel is not. */
function OrderInView({ detail, onShow }: { detail: ConversationDetail; onShow: () => void }) {
  const trpc = useTRPC();
  const context = useQuery(trpc.customers.context.queryOptions({ conversationId: detail.row.id })).data;
  const order = orderToPin(
    context?.orders ?? [],
    detail.items.flatMap((item) => ("body" in item ? [item.body] : [])),
  );
  return order && <PinnedOrder order={order} onShow={onShow} />;
}

/** Links to the customer's other open conversations. */
function AlsoOpen({ rows }: { rows: readonly ConversationRow[] }) {
  const t = useTranslations("thread");
  const { open } = useInbox();
  const { labelOf: channelLabel } = useChannels();
  if (rows.length === 0) return null;
  return (
    <section
      aria-label={t("alsoOpen")}
      className="flex shrink-0 items-center gap-2 overflow-x-auto border-line border-b bg-sunken px-4 py-1.5 text-sm"
    >
      <span className="shrink-0 text-muted">{t("alsoOpenWith")}</span>
      {rows.map((row) => (
        <Button key={row.id} variant="secondary" onClick={() => open(row.id)}>
          {row.place.name}
          <span className="text-muted">{channelLabel(row.channel)}</span>
        </Button>
      ))}
    </section>
  );
}
