"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { mentionedOrder } from "@/components/commerce/order-to-pin";
import type { Translate } from "@/components/ui/translate";
import type { OrderView } from "@/server/contract/commerce";
import type { ConversationDetail, Item } from "@/server/contract/conversations";
import type { MergeValues } from "@/server/contract/merge-fields";

const firstOf = (name: string): string => name.trim().split(/\s+/)[0] ?? "";

/** The customer's name; null where their number, their address or a word stands in its place, also because it is hidden. */
function knownName({ name, contact }: ConversationDetail["row"]["customer"], t: Translate<"customers">): string | null {
  const words = [t("contacts.visitor"), t("contacts.customer"), t("contacts.unknownCaller"), t("contacts.withheld")];
  const isAddress = name === contact || /[@•]/.test(name) || name.replace(/\D/g, "").length >= 4;
  return isAddress || words.includes(name) ? null : name;
}

/** The order that this thread is about beyond doubt: the one it mentions last, or the customer's only one. */
function knownOrder(orders: readonly OrderView[], items: readonly Item[]): OrderView | null {
  const texts = items.flatMap((item) => ("body" in item ? [item.body] : []));
  return mentionedOrder(orders, texts) ?? (orders.length === 1 ? (orders[0] ?? null) : null);
}

/** What this conversation fills in, of what the reader may see. `isLoading`: whether there is an order number is not known yet. */
export function useMergeValues({ row, items }: ConversationDetail): { values: MergeValues; isLoading: boolean } {
  const t = useTranslations("customers");
  const trpc = useTRPC();
  const me = useMe();
  const { data: context, isLoading } = useQuery(trpc.customers.context.queryOptions({ conversationId: row.id }));
  const name = knownName(row.customer, t);
  const order = knownOrder(context?.orders ?? [], items);
  const values = {
    ...(name && { "customer.name": name, "customer.first_name": firstOf(name) }),
    ...(order && { "order.number": order.number }),
    "location.name": row.place.name,
    "me.name": me.name,
    "me.first_name": firstOf(me.name),
  };
  return { values, isLoading };
}
