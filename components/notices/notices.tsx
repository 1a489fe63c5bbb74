"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { ringingFor } from "@/components/calls/call-view";
import { usePersonPreferences, useQuietUntil } from "@/components/client/person-preferences";
import type { Push } from "@/components/client/pushes";
import { useMe, usePresence, usePushes } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { announce, silenceAnnouncer } from "@/components/shell/announcements";
import { currentMs } from "@/components/ui/clock";
import type { Id } from "@/server/contract/ids";
import type { PersonPreferences } from "@/server/contract/preferences";
import { CallbackNotices } from "./callback-notices";
import { makesSound } from "./etiquette";
import type { Notice } from "./notice";
import { NoticeBook } from "./notice-book";
import { noticeTitle } from "./notice-card";
import { chimeOnce, shownInTabs } from "./sound";
import { useNoticeCards } from "./use-notice-cards";
import { useShownHere } from "./use-shown-here";
import { WaitingNumber } from "./waiting-number";

/** Tells the person what needs them: cards, a sound, the number in the title and on the app's icon (ADR 0072). */
export function Notices() {
  const preferences = usePersonPreferences();
  return (
    <>
      <WaitingNumber />
      {preferences && <Announcing preferences={preferences} />}
    </>
  );
}

const NONE: readonly Notice[] = [];

function Announcing({ preferences }: { preferences: PersonPreferences }) {
  const me = useMe();
  const latestMe = useRef(me);
  latestMe.current = me;
  const [book] = useState(() => new NoticeBook(() => latestMe.current));
  const notices = useSyncExternalStore(book.open.subscribe, book.open.get, () => NONE);
  const isQuiet = useQuietUntil() !== null;
  const isCalled = useIsCalled();
  const { openId, isVisible } = useShownHere();
  const seen = useSeen(book);
  const announceAll = useAnnounce(book, { preferences, isQuiet, isCalled });
  usePushes(useCallback((push: Push) => announceAll(book.take(push)), [book, announceAll]));
  useEffect(() => {
    silenceAnnouncer(isQuiet ? { openId } : null);
    return () => silenceAnnouncer(null);
  }, [isQuiet, openId]);
  useEffect(() => {
    if (isQuiet) book.keep(() => false);
  }, [book, isQuiet]);
  // Also for what comes while it is open.
  useEffect(() => {
    if (openId && isVisible) seen(openId, notices);
  }, [openId, isVisible, seen, notices]);
  const shown = useMemo(
    () => (isQuiet || isCalled ? NONE : notices.filter(({ conversationId }) => conversationId !== openId)),
    [notices, openId, isQuiet, isCalled],
  );
  useNoticeCards(book, shown);
  return <CallbackNotices book={book} onDue={announceAll} />;
}

/** Whether a call rings for this person: its card must not be covered. */
function useIsCalled(): boolean {
  const trpc = useTRPC();
  const me = useMe();
  const { data = [] } = useQuery(trpc.calls.mine.queryOptions());
  return ringingFor(data, me.id).length > 0;
}

/**
 * @returns closes the notice of an open conversation. A message is marked as read by its thread; what a colleague did is marked
 * here, so that the notice goes from the person's other screens.
 */
function useSeen(book: NoticeBook): (openId: Id, notices: readonly Notice[]) => void {
  const trpc = useTRPC();
  const { mutate } = useMutation(trpc.conversations.markRead.mutationOptions());
  return useCallback(
    (conversationId, notices) => {
      const notice = notices.find((one) => one.conversationId === conversationId);
      if (!notice) return;
      book.close(conversationId);
      if (notice.kind !== "message" && notice.seq > 0) mutate({ conversationId, seq: notice.seq });
    },
    [book, mutate],
  );
}

type Manner = { preferences: PersonPreferences; isQuiet: boolean; isCalled: boolean };

/** @returns announces notices to screen readers, and by a sound where the person wants one */
function useAnnounce(book: NoticeBook, manner: Manner): (fresh: readonly Notice[]) => void {
  const t = useTranslations("notices");
  const me = useMe();
  const status = usePresence().get(me.id)?.status ?? "offline";
  const latest = useRef({ ...manner, status, t });
  useEffect(() => {
    latest.current = { ...manner, status, t };
  });
  return useCallback(
    (fresh) => {
      if (fresh.length === 0) return;
      const { isQuiet, t } = latest.current;
      if (isQuiet) return book.keep((notice) => !fresh.includes(notice));
      // The announcer itself says who has written, wherever the message appears.
      const others = fresh.filter(({ kind }) => kind !== "message" && kind !== "followed");
      if (fresh.length > 2) announce(t("many", { count: fresh.length }));
      else for (const notice of others) announce(noticeTitle(notice, t));
      void shownInTabs().then((shown) => {
        const { preferences, ...at } = latest.current;
        if (fresh.some((notice) => makesSound(notice, preferences, { ...at, shown }))) chimeOnce(currentMs());
      });
    },
    [book],
  );
}
