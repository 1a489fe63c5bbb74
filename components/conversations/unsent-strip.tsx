"use client";
import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useInbox } from "./inbox-state";
import { useAllPending } from "./outbox";
import { Strip, StripLine } from "./strip";

/** Messages that the server refused while another conversation was on screen, so that unsent messages stay visible. */
export function UnsentStrip() {
  const t = useTranslations("moved");
  const { openId } = useInbox();
  const refused = useAllPending().filter((entry) => entry.state === "refused" && entry.conversationId !== openId);
  const newest = [...new Map(refused.map((entry) => [entry.conversationId, entry])).values()];
  return (
    <Strip label={t("notSent")}>
      {newest.map((entry) => (
        <StripLine
          key={entry.conversationId}
          tone="danger"
          icon={<CircleAlert />}
          title={t.rich("notSentTo", {
            mode: entry.mode,
            customer: entry.customer,
            name: (chunks) => <bdi>{chunks}</bdi>,
          })}
          detail={entry.reason}
          view={{
            text: t("view"),
            label: t("viewNotSent", { customer: entry.customer }),
            conversationId: entry.conversationId,
          }}
        />
      ))}
    </Strip>
  );
}
