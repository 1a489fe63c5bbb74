"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useChannels } from "@/components/client/channels";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { useFormat } from "@/components/ui/use-format";
import type { Reader } from "./system-words";

/** The signed-in person as a reader of system lines, with the current names of colleagues and places. */
export function useReader(): Reader {
  const trpc = useTRPC();
  const t = useTranslations("systemLines");
  const format = useFormat();
  const meId = useMe().id;
  const { labelOf } = useChannels();
  const people = useQuery(trpc.team.people.queryOptions()).data;
  const places = useQuery(trpc.team.places.queryOptions()).data;
  return useMemo(() => {
    const names = new Map([...(people ?? []), ...(places ?? [])].map(({ id, name }) => [id, name]));
    return { meId, nameOf: (id) => names.get(id), channelLabel: labelOf, t, format };
  }, [meId, people, places, labelOf, t, format]);
}
