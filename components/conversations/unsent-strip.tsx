"use client";
import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { useInbox } from "./inbox-state";
import { useAllPending } from "./outbox";

/** Messages that the server refused while another conversation was on screen: nothing that was not sent is out of sight. */
export function UnsentStrip() {
  const t = useTranslations("moved");
  const { open, openId } = useInbox();
  const refused = useAllPending().filter((entry) => entry.state === "refused" && entry.conversationId !== openId);
  const newest = [...new Map(refused.map((entry) => [entry.conversationId, entry])).values()];
  return (
    <section aria-label={t("notSent")} aria-live="polite" className="shrink-0">
      {newest.map((entry) => (
        <div
          key={entry.conversationId}
          className="flex animate-enter items-center gap-2.5 border-danger/30 border-b bg-danger-soft py-2 ps-3.5 pe-2 text-danger text-sm"
        >
          <CircleAlert aria-hidden className="size-4 shrink-0" />
          <p className="min-w-0 flex-1">
            <span className="block truncate font-semibold">
              {t.rich("notSentTo", {
                mode: entry.mode,
                customer: entry.customer,
                name: (chunks) => <bdi>{chunks}</bdi>,
              })}
            </span>
            <span className="block truncate text-xs">{entry.reason}</span>
          </p>
          <Button
            aria-label={t("viewNotSent", { customer: entry.customer })}
            onClick={() => open(entry.conversationId)}
          >
            {t("view")}
          </Button>
        </div>
      ))}
    </section>
  );
}
