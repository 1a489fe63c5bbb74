"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { useTRPC } from "@/components/client/trpc";

/** The oldest calls fall out of the last 24 hours although nothing happens. */
const AGAIN_MS = 60_000;

/**
 * How many calls the phone menu answered without a person; nothing where no call came to one.
 * @param live names the calls that go on: when one of them has ended, it is counted
 */
export function MenuAnswered({ placeId, live }: { placeId: string | null; live: string }) {
  const t = useTranslations("board");
  const { data, refetch } = useQuery(
    useTRPC().calls.menuContainment.queryOptions(placeId ? { placeId } : {}, { refetchInterval: AGAIN_MS }),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: a call that begins or ends is the reason to refetch
  useEffect(() => void refetch(), [live, refetch]);
  if (!data || data.calls === 0) return null;
  return <p className="border-line border-t px-3.5 py-2 text-muted text-sm">{t("menuAnswered", data)}</p>;
}
