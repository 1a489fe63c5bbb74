"use client";
import { useQueryClient } from "@tanstack/react-query";
import { type RefObject, useCallback, useEffect, useRef } from "react";
import { useTRPC } from "@/components/client/trpc";
import { lazyModule } from "@/components/ui/lazy-module";
import type { Id } from "@/server/contract/ids";
import { useInbox } from "./inbox-state";
import type { Lead, LeadingAction, ListOnScreen } from "./lead";

const code = lazyModule(() => import("./lead"));

/** @returns where an action leads, as the person has chosen; asked before it, so that the list keeps its order from then on */
export function useLead(list: RefObject<ListOnScreen | null>) {
  const shown = useInbox();
  const inbox = useRef(shown);
  useEffect(() => {
    inbox.current = shown;
  });
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useCallback(
    (action: LeadingAction, id: Id): Lead => {
      const choices = trpc.team.preferences.queryOptions();
      const { openId } = inbox.current;
      const next = list.current?.next(id) ?? null;
      // A choice that is not known yet may be another one.
      if (openId === id && queryClient.getQueryData(choices.queryKey)?.[action] !== "stay") list.current?.hold(id);
      const lead = Promise.all([queryClient.ensureQueryData(choices), code.load()])
        .then(([chosen]) => code.get().value?.leadOf(chosen[action], { list, inbox }, { id, openId, next }))
        // Without an answer, the person stays where they are.
        .catch(() => undefined);
      const then = (way: keyof Lead) => () => void lead.then((known) => known?.[way]());
      return { go: then("go"), back: then("back") };
    },
    [list, queryClient, trpc],
  );
}
