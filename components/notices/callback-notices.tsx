"use client";
import { useEffect, useRef } from "react";
import { useCallbackRows } from "@/components/calls/callbacks/use-callback-rows";
import { isMine, useCallbacksToAsk } from "@/components/calls/use-call-work";
import { useMe, usePresence } from "@/components/client/realtime";
import { currentMs } from "@/components/ui/clock";
import { useNowAt } from "@/components/ui/time";
import type { MyCallback } from "@/server/contract/callbacks";
import type { Notice } from "./notice";
import type { NoticeBook } from "./notice-book";

type Props = { book: NoticeBook; onDue: (fresh: readonly Notice[]) => void };

/**
 * A notice of each callback of this person that becomes due. Somebody who is available is asked by a ring instead
 * (`CallbackDue`).
 */
export function CallbackNotices({ book, onDue }: Props) {
  const me = useMe();
  const isRung = usePresence().get(me.id)?.status === "available";
  const since = useRef(currentMs()).current;
  const mine = useCallbacksToAsk().filter((one) => isMine(one, me.id));
  const now = useNowAt(...mine.map(({ remindAt }) => Date.parse(remindAt)));
  const isDue = ({ remindAt }: MyCallback) => Date.parse(remindAt) > since && Date.parse(remindAt) <= now;
  const due = isRung ? [] : mine.filter(isDue);
  const key = due.map(({ conversationId }) => conversationId).join();
  useEffect(() => {
    const ids = key.split(",");
    book.keep(({ kind, conversationId }) => kind !== "callback" || ids.includes(conversationId));
  }, [book, key]);
  return due.map((callback) => (
    <Due key={`${callback.conversationId} ${callback.remindAt}`} {...{ callback, book, onDue }} />
  ));
}

function Due({ callback: { conversationId }, book, onDue }: Props & { callback: MyCallback }) {
  const row = useCallbackRows().find(({ id }) => id === conversationId);
  const announced = useRef(false);
  useEffect(() => {
    if (!row || announced.current) return;
    announced.current = true;
    const about = { conversationId, customer: row.customer.name, by: "", seq: 0, offerId: null, wasMissed: false };
    const notice: Notice = { ...about, kind: "callback", detail: row.callback?.reason ?? "" };
    book.add(notice);
    onDue([notice]);
  }, [row, conversationId, book, onDue]);
  return null;
}
