"use client";
import { keepPreviousData, skipToken, useQueries, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useMemo } from "react";
import { keys } from "@/components/client/query-keys";
import { useTRPC } from "@/components/client/trpc";
import type { Command } from "@/components/shell/commands";
import { usePaused } from "@/components/ui/use-paused";
import { SEARCH_LETTERS, type SearchFilter, type SearchGroup, type SearchResults } from "@/server/contract/search";
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
  const { refetch } = query;
  // Results of the text before stay in view while the next are on their way.
  const shown = state === "searching" || state === "done" ? query.data : undefined;
  const { found, lost } = useReadable(shown);
  useEffect(() => {
    if (lost > 0) void refetch();
  }, [lost, refetch]);
  return { state, found, error: query.error, retry: () => void refetch() };
}

/** Results without those in conversations that the person has lost since, and the number of these conversations. */
function useReadable(results: SearchResults | undefined): { found: SearchResults | undefined; lost: number } {
  const opened = results ? [...results.customers.hits, ...results.orders.hits, ...results.messages.hits] : [];
  const ids = [...new Set(opened.map(({ conversationId }) => conversationId))];
  const losses = useQueries({
    queries: ids.map((id) => ({ queryKey: keys.accessLoss(id), queryFn: skipToken })),
  });
  const lost = new Set(ids.filter((_, at) => losses[at]?.data));
  if (!results || lost.size === 0) return { found: results, lost: 0 };
  const readable = <Hit extends Opens>(group: SearchGroup<Hit>) => ({
    ...group,
    hits: group.hits.filter((hit) => !lost.has(hit.conversationId)),
  });
  const { customers, orders, messages } = results;
  const kept = { customers: readable(customers), orders: readable(orders), messages: readable(messages) };
  return { found: { ...results, ...kept }, lost: lost.size };
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
