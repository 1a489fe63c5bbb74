import type { Translate } from "@/components/ui/translate";
import type { UnreadableReason } from "./use-access-loss";

type Key = "accepted" | "expired" | "declined" | "withdrawn" | "resolved" | "access" | "unknown";
const BY_CAUSE: Partial<Record<UnreadableReason["why"], Key>> = {
  "offer.accepted": "accepted",
  "offer.expired": "expired",
  "offer.declined": "declined",
  "offer.withdrawn": "withdrawn",
  "conversation.resolved": "resolved",
  access: "access",
  unknown: "unknown",
};

/** The text about a lost conversation. It says where the conversation went only to its previous assignee. */
export function movedText({ why, movedTo }: UnreadableReason, t: Translate<"moved">): { title: string; text: string } {
  if (movedTo) {
    const text = why === "offer.accepted" ? t("acceptedGone") : t("gone");
    return { title: t("movedTo", { place: movedTo }), text };
  }
  const key = BY_CAUSE[why];
  return key ? { title: t(`title.${key}`), text: t(`text.${key}`) } : { title: t("title.moved"), text: t("gone") };
}
