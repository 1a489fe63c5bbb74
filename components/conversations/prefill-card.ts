import type { Translate } from "@/components/ui/translate";
import type { OrderView } from "@/server/contract/commerce";
import type { ConversationDetail, HandoffCard } from "@/server/contract/conversations";
import type { CustomerContext } from "@/server/contract/customers";

const orderFact = ({ number, status }: OrderView, t: Translate<"transfers">): string =>
  t("orderFact", { number, status: t(`orderStatus.${status}`) });

/**
 * The initial card: the customer's last message and their recorded consent. Facts stay empty, because only a person verifies
 * them.
 */
export function prefillCard(
  detail: ConversationDetail | undefined,
  context: CustomerContext | undefined,
  t: Translate<"transfers">,
  channelLabel: (channel: string) => string,
): HandoffCard {
  const messages = detail?.items.filter((item) => item.kind === "message") ?? [];
  const asked = messages.findLast(({ direction, body }) => direction === "in" && body !== "");
  const consent = new Set(
    (context?.consent ?? []).map(({ channel, purpose, state }) =>
      t("consentFact", { channel: channelLabel(channel), purpose, state }),
    ),
  );
  return { need: (asked?.body ?? "").slice(0, 1000), facts: "", promises: "", consent: [...consent].join("\n") };
}

/** Recorded facts that could be verified: addresses, and up to three unfinished orders. */
export function knownFacts(context: CustomerContext | undefined, t: Translate<"transfers">): string[] {
  const orders = (context?.orders ?? []).filter(({ status }) => status !== "delivered" && status !== "cancelled");
  const identities = (context?.identities ?? []).flatMap(({ kind, label, isVerified }) => {
    const isAddress = kind === "phone" || kind === "email";
    return isVerified && isAddress ? [t(`identityFact.${kind}`, { address: label })] : [];
  });
  return [...orders.slice(0, 3).map((order) => orderFact(order, t)), ...identities.slice(0, 3)];
}
