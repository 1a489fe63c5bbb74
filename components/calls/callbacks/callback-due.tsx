"use client";
import { PhoneForwarded } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useId, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { AtPlace } from "@/components/client/place-zones";
import { useAllPresence, useMe, usePresence } from "@/components/client/realtime";
import { Button } from "@/components/ui/button";
import { useSeconds } from "@/components/ui/time";
import type { MyCallback } from "@/server/contract/callbacks";
import { useAttention } from "../use-attention";
import { isMine, useCallbacksToAsk } from "../use-call-work";
import { useRingtone } from "../use-ringtone";
import { isAbsent, isOverdue } from "./absent-assignee";
import { CallbackWords } from "./callback-words";
import { type CallbackRow, hasCallback, useCallbackActions } from "./use-callback-actions";
import { useCallbackRows } from "./use-callback-rows";

/** It rings for so long; then it stays, silently. */
const RING_MS = 15_000;

/**
 * Asks the person who is to make a callback that is due, when they are available: the callback rings them first, and then the customer.
 * Of a place, everybody there who is available is asked, and the first to call takes it from the others. They are asked for a
 * colleague, too, who is not available when their callback is overdue.
 */
export function CallbackDue() {
  const me = useMe();
  const isAvailable = usePresence().get(me.id)?.status === "available";
  const all = useCallbacksToAsk();
  const now = useSeconds(all.length > 0);
  const due = isAvailable ? all.filter(({ remindAt }) => Date.parse(remindAt) <= now) : [];
  const mine = due.find((one) => isMine(one, me.id));
  if (mine) return <Due callback={mine} />;
  const overdue = due.filter(({ dueAt }) => isOverdue(dueAt, now));
  return overdue.length > 0 ? <DueForColleague callbacks={overdue} /> : null;
}

function DueForColleague({ callbacks }: { callbacks: readonly MyCallback[] }) {
  const statusOf = useAllPresence();
  const due = callbacks.find(({ assigneeId }) => assigneeId && isAbsent(statusOf(assigneeId)));
  return due ? <Due callback={due} /> : null;
}

function Due({ callback }: { callback: MyCallback }) {
  const row = useCallbackRows().find(({ id }) => id === callback.conversationId);
  if (!row || !hasCallback(row)) return null;
  return (
    <AtPlace placeId={row.place.id}>
      <Asking key={`${row.callback.id} ${row.callback.remindAt}`} row={row} />
    </AtPlace>
  );
}

function Asking({ row }: { row: CallbackRow }) {
  const t = useTranslations("callbacks");
  const box = useRef<HTMLDivElement>(null);
  const mustAnnounce = useAttention(box);
  const id = useId();
  const { call, postpone, isBusy } = useCallbackActions();
  const { customer } = row;
  return createPortal(
    <>
      {mustAnnounce && (
        <p role="alert" className="sr-only">
          {t("announce", { customer: customer.name })}
        </p>
      )}
      <Ringing />
      <div
        ref={box}
        role="alertdialog"
        aria-labelledby={id}
        tabIndex={-1}
        data-over-dialogs
        className="pointer-events-auto fixed inset-x-3 top-3 z-[70] mx-auto grid max-w-md animate-enter gap-3 rounded-xl border border-line-strong/60 bg-raised p-4 shadow-overlay focus:outline-none"
      >
        <div className="flex items-start gap-3">
          <PhoneForwarded aria-hidden className="mt-1 size-5 shrink-0 text-accent-ink" />
          <div className="min-w-0">
            <h2 id={id} className="wrap-text font-semibold">
              {t("dueTitle", { customer: customer.name })}
            </h2>
            <CallbackWords row={row} />
          </div>
        </div>
        <div className="flex gap-2">
          <Button variant="primary" size="md" className="flex-1" onClick={() => call(row)}>
            {t("callNow")}
          </Button>
          <Button
            size="md"
            className="flex-1"
            aria-disabled={isBusy}
            title={t("laterHint")}
            onClick={() => postpone(row)}
          >
            {t("later")}
          </Button>
        </div>
      </div>
    </>,
    document.body,
  );
}

/** The ringtone of calls, for a while, unless it is muted on this device. */
function Ringing() {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), RING_MS);
    return () => clearTimeout(timer);
  }, []);
  return isOver ? null : <Ringtone />;
}

function Ringtone() {
  useRingtone();
  return null;
}
