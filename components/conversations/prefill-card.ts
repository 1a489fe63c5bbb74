import type { OrderView } from "@/server/contract/commerce";
import type { ConversationDetail, HandoffCard } from "@/server/contract/conversations";
import type { CustomerContext } from "@/server/contract/customers";

const ORDER_WORDS: Record<string, string> = {
  payment_due: "payment due",
  processing: "processing",
  pickup_available: "ready for pickup",
  in_transit: "on its way",
  delivered: "delivered",
  returned: "returned",
  cancelled: "canceled",
  problem: "has a problem",
};

const orderWords = ({ number, status }: OrderView): string => `Order ${number}: ${ORDER_WORDS[status] ?? status}`;
const IDENTITY_WORDS: Record<string, string> = { phone: "Phone", email: "E-mail" };

/** The card's first draft: the customer's own last words and their consent on record. Facts are what a person has verified. */
export function prefillCard(detail: ConversationDetail | undefined, context: CustomerContext | undefined): HandoffCard {
  const messages = detail?.items.filter((item) => item.kind === "message") ?? [];
  const asked = messages.findLast(({ direction, body }) => direction === "in" && body !== "");
  const consent = (context?.consent ?? []).map(({ channel, state }) => `${channel.toUpperCase()}: ${state}`);
  return { need: (asked?.body ?? "").slice(0, 1000), facts: "", promises: "", consent: consent.join("\n") };
}

/** What is on record and could be checked: addresses, and up to three orders that are not finished. */
export function knownFacts(context: CustomerContext | undefined): string[] {
  const orders = (context?.orders ?? []).filter(({ status }) => status !== "delivered" && status !== "cancelled");
  const identities = (context?.identities ?? []).flatMap(({ kind, label, isVerified }) => {
    const word = isVerified && IDENTITY_WORDS[kind];
    return word ? [`${word} ${label}`] : [];
  });
  return [...orders.slice(0, 3).map(orderWords), ...identities.slice(0, 3)];
}
