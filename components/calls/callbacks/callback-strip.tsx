"use client";
import { PhoneForwarded } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ConversationRow } from "@/server/contract/conversations";
import { CallbackButtons } from "./callback-buttons";
import { CallbackWords } from "./callback-words";
import { hasCallback } from "./use-callback-actions";

/** The callback that the customer of the open conversation waits for. */
export function CallbackStrip({ row }: { row: ConversationRow }) {
  const t = useTranslations("callbacks");
  if (!hasCallback(row)) return null;
  return (
    <section
      aria-label={t("label", { customer: row.customer.name })}
      className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1.5 border-line border-b bg-sunken px-4 py-2"
    >
      <PhoneForwarded aria-hidden className="size-4.5 shrink-0 text-muted" />
      <CallbackWords row={row} />
      <CallbackButtons row={row} />
    </section>
  );
}
