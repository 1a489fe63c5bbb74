"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useTRPC } from "@/components/client/trpc";
import type { Command } from "@/components/shell/commands";
import { usePaused } from "@/components/ui/use-paused";
import { SEARCH_LETTERS, type SearchFilter, type SearchResults } from "@/server/contract/search";
import { CustomerResult, MessageResult, OrderResult, ProductResult } from "./results";

type Opens = { conversationId: string; seq?: number | null };
/** The link to a result: its conversation, at its message. */
const hrefOf = ({ conversationId, seq }: Opens): string =>
  `/inbox?view=all&c=${conversationId}${seq ? `&at=${seq}` : ""}`;

type Asked = { search: string; filter: SearchFilter; messages: number };
/** Why nothing is shown yet, or no longer. */
export type SearchState = "off" | "searching" | "offline" | "failed" | "done";

/** Asks the server for everything that matches, once typing pauses. */
export function useSearch({ search, filter, messages }: Asked) {
  const trpc = useTRPC();
  const text = usePaused(search);
  const typed = search.trim();
  const isOn = typed.length >= SEARCH_LETTERS;
  const query = useQuery({
    ...trpc.search.everything.queryOptions({ text, messages, ...filter }, { staleTime: 0 }),
    enabled: isOn && text.length >= SEARCH_LETTERS,
    placeholderData: keepPreviousData,
  });
  const isWaiting = typed !== text || query.isFetching;
  let state: SearchState = "off";
  if (isOn && query.fetchStatus === "paused") state = "offline";
  else if (isOn && isWaiting) state = "searching";
  else if (isOn) state = query.isError ? "failed" : "done";
  // Results of the text before stay in view while the next are on their way.
  const found = state === "searching" || state === "done" ? query.data : undefined;
  return { state, found, error: query.error, retry: () => void query.refetch() };
}

/** What was found, as commands of the palette. */
export function useResultCommands(
  found: SearchResults | undefined,
  act: { onProduct: (skuId: string) => void; onMore: () => void },
): Command[] {
  const t = useTranslations("search");
  const router = useRouter();
  return useMemo(() => {
    if (!found) return [];
    const { customers, orders, messages, products } = found;
    const opens = (result: Opens) => ({ isResult: true, run: () => router.push(hrefOf(result)) });
    const isSimilar = customers.hits.some((hit) => hit.isSimilar);
    const group = t(isSimilar ? "groups.similar" : "groups.customers");
    return [
      ...customers.hits.map((hit) => ({
        id: `customer:${hit.id}`,
        group,
        label: "",
        content: <CustomerResult hit={hit} />,
        ...opens(hit),
      })),
      ...orders.hits.map((hit) => ({
        id: `order:${hit.id}`,
        group: t("groups.orders"),
        label: "",
        content: <OrderResult hit={hit} />,
        ...opens(hit),
      })),
      ...messages.hits.map((hit) => ({
        id: `item:${hit.id}`,
        group: t("groups.messages"),
        label: "",
        content: <MessageResult hit={hit} />,
        ...opens(hit),
      })),
      ...(messages.hasMore && messages.hits.length < 100
        ? [{ id: "more", group: t("groups.messages"), label: t("moreMessages"), staysOpen: true, run: act.onMore }]
        : []),
      ...products.hits.map((hit) => ({
        ...{ id: `sku:${hit.id}`, group: t("groups.products"), label: "", content: <ProductResult hit={hit} /> },
        ...{ isResult: true, staysOpen: true, run: () => act.onProduct(hit.id) },
      })),
    ];
  }, [found, router, t, act.onProduct, act.onMore]);
}

/** What a group cannot show, by its heading. */
export function useGroupNotes(found: SearchResults | undefined): ReadonlyMap<string, string> {
  const t = useTranslations("search");
  const notes = new Map<string, string>();
  if (!found) return notes;
  for (const name of ["customers", "orders", "messages", "products"] as const) {
    const { hasMore, isCut } = found[name];
    if (isCut) notes.set(t(`groups.${name}`), t("cut"));
    else if (hasMore && name !== "messages") notes.set(t(`groups.${name}`), t("moreMatch"));
  }
  if (found.areNumbersHidden) notes.set(t("groups.messages"), t("numbersHidden"));
  return notes;
}
