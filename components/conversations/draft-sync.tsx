"use client";
import { useQuery } from "@tanstack/react-query";
import { createTRPCClient, httpLink } from "@trpc/client";
import { useEffect, useState } from "react";
import { useMe, useSyncState } from "@/components/client/realtime";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import { currentMs } from "@/components/ui/clock";
import type { Draft } from "@/server/contract/drafts";
import type { AppRouter } from "@/server/trpc/root";
import { DraftChanged, DraftSaver } from "./draft-saver";
import { type DraftKey, localDraft, localDraftsOf, setLocalDraft, subscribeToDrafts } from "./drafts";
import { getPending, subscribeToPending } from "./outbox";

const isOnItsWay = ({ userId, conversationId, mode }: DraftKey): boolean =>
  getPending().some((one) => one.userId === userId && one.conversationId === conversationId && one.mode === mode);

/** Requests that are finished also when the page is closed meanwhile, and therefore go alone and at once. */
const client = createTRPCClient<AppRouter>({
  links: [
    httpLink({
      url: "/api/trpc",
      headers: { "x-storeline": "1" },
      fetch: (url, options) => fetch(url, { ...(options as RequestInit), keepalive: true }),
    }),
  ],
});

function toSavingError(error: unknown): unknown {
  const refusal = refusalOf(error);
  return refusal?.reason === "draftChanged" ? new DraftChanged(refusal.details.draft as Draft) : error;
}

/** Keeps the signed-in person's drafts on all their devices equal (ADR 0079). Mounted once. */
export function DraftSync() {
  const userId = useMe().id;
  const { state } = useSyncState();
  const { data } = useQuery(useTRPC().conversations.drafts.queryOptions());
  const [saver, setSaver] = useState<DraftSaver | null>(null);
  useEffect(() => {
    const own = new DraftSaver({
      keys: () => localDraftsOf(userId),
      get: localDraft,
      set: setLocalDraft,
      isOnItsWay,
      save: (input) =>
        client.conversations.saveDraft.mutate(input).catch((error: unknown) => {
          throw toSavingError(error);
        }),
      now: currentMs,
    });
    setSaver(own);
    const stops = [subscribeToDrafts(() => own.changed()), subscribeToPending(() => own.changed())];
    const onHide = () => document.visibilityState === "hidden" && own.flush();
    document.addEventListener("visibilitychange", onHide);
    return () => {
      document.removeEventListener("visibilitychange", onHide);
      for (const stop of stops) stop();
      own.stop();
    };
  }, [userId]);
  useEffect(() => {
    if (data) saver?.onServerDrafts(data, userId);
    else saver?.changed();
  }, [saver, data, userId]);
  useEffect(() => {
    if (state === "live") saver?.flush();
  }, [saver, state]);
  return null;
}
