"use client";
import { useQuery } from "@tanstack/react-query";
import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { useSubscription } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { lazyComponent, type Waiting } from "@/components/ui/lazy";
import { After, Skeleton } from "@/components/ui/skeleton";
import { WaitingPanel } from "@/components/ui/waiting-panel";
import type { Id } from "@/server/contract/ids";
import { useInbox } from "./inbox-state";
import type { ThreadFrame } from "./open-thread";
import { useUnreadableReason } from "./use-access-loss";

const WaitingThread = (waiting: Waiting) => <WaitingPanel {...waiting} placeholder={<ThreadSkeleton />} />;
const OpenThread = lazyComponent(() => import("./open-thread").then((code) => code.OpenThread), WaitingThread);
const MovedThread = lazyComponent(() => import("./moved-thread").then((code) => code.MovedThread), WaitingThread);

/** Loads one conversation and subscribes to it while it is on screen. */
export function Thread({ conversationId, ...frame }: { conversationId: Id } & ThreadFrame) {
  const t = useTranslations("thread");
  const trpc = useTRPC();
  const { close } = useInbox();
  const lost = useUnreadableReason(conversationId);
  const query = useQuery(trpc.conversations.get.queryOptions({ conversationId }));
  useSubscription({ conversationId: lost ? null : conversationId });
  // In parallel with the query, not after its answer.
  useEffect(() => {
    OpenThread.preload();
    MovedThread.preload();
  }, []);
  if (lost) return <MovedThread key={conversationId} conversationId={conversationId} lost={lost} />;
  if (query.data) return <OpenThread key={conversationId} detail={query.data} {...frame} />;
  if (query.isPending) return <ThreadSkeleton />;
  return (
    <EmptyState
      icon={<CircleAlert />}
      title={t("failed")}
      action={
        <span className="flex gap-2">
          <Button onClick={() => query.refetch()}>{t("retry")}</Button>
          <Button variant="quiet" onClick={close}>
            {t("back")}
          </Button>
        </span>
      }
    >
      {t("noAnswer")}
    </EmptyState>
  );
}

const ThreadSkeleton = () => (
  <After>
    <div aria-busy="true" className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-14 items-center gap-3 border-line border-b px-4">
        <Skeleton className="h-4 w-40" />
      </div>
      <div className="flex flex-1 flex-col justify-end gap-4 p-5">
        <Skeleton className="h-12 w-2/5 rounded-xl" />
        <Skeleton className="ms-auto h-16 w-1/2 rounded-xl" />
        <Skeleton className="h-12 w-1/3 rounded-xl" />
      </div>
      <Skeleton className="m-3 h-24 rounded-xl" />
    </div>
  </After>
);
