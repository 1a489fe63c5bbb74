import type { ConversationDetail, HandoffCard } from "@/server/contract/conversations";
import type { CustomerContext } from "@/server/contract/customers";

const ORDER_WORDS: Record<string, string> = {
  payment_due: "payment due",
  processing: "processing",
  pickup_available: "ready for pickup",
  in_transit: "on its way",
  delivered: "delivered",
  returned: "returned",
  cancelled: "cancelled",
  problem: "has a problem",
};

/** The card's first draft, from what is on record: a person edits it before it goes. */
export function prefillCard(detail: ConversationDetail | undefined, context: CustomerContext | undefined): HandoffCard {
  const asked = detail?.items.findLast(
    (item) => item.kind === "message" && item.direction === "in" && item.body !== "",
  );
  const identities = context?.identities
    .filter(({ kind }) => kind === "phone" || kind === "email")
    .map((identity) => identity.label)
    .join(", ");
  const orders = (context?.orders ?? [])
    .filter((order) => order.status !== "delivered" && order.status !== "cancelled")
    .slice(0, 3)
    .map((order) => `Order ${order.number}: ${ORDER_WORDS[order.status] ?? order.status}`);
  const consent = (context?.consent ?? []).map(({ channel, state }) => `${channel.toUpperCase()}: ${state}`);
  return {
    need: (asked?.body ?? "").slice(0, 1000),
    facts: [identities ? `Known as ${identities}` : "", ...orders].filter(Boolean).join("\n"),
    promises: "",
    consent: consent.join("\n"),
  };
}
