import { clsx } from "clsx";
import { CircleAlert, Lock, Phone, Reply } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ConversationRow } from "@/server/contract/conversations";

const BY_ICONS = { staff: Reply, note: Lock, call: Phone, customer: null, system: null } as const;
const NAMED = { staff: "we", note: "note" } as const;

/** @returns what was said last, in the reader's language where Storeline says it */
export function usePreviewText(): (row: Pick<ConversationRow, "preview" | "previewBy">) => string {
  const t = useTranslations("inbox");
  const calls = useTranslations("calls");
  return ({ preview, previewBy }) => {
    const call = `summary.${preview}` as "summary.in.missed";
    return previewBy === "call" && calls.has(call) ? calls(call) : preview || t("noMessages");
  };
}

/** The last message and its author; before it, a warning when our last reply failed. */
export function Preview({ row, className }: { row: ConversationRow; className?: string }) {
  const t = useTranslations("inbox");
  const text = usePreviewText();
  const Icon = BY_ICONS[row.previewBy];
  const name = row.previewBy in NAMED ? t(NAMED[row.previewBy as keyof typeof NAMED]) : undefined;
  const isOurs = row.previewBy === "staff";
  return (
    <span dir="auto" className={clsx("block truncate text-sm", row.previewBy === "system" && "italic", className)}>
      {row.lastReplyFailed && (
        <span className="me-1.5 font-medium text-danger">
          <CircleAlert aria-hidden className="me-1 inline size-3.5 align-[-2px]" />
          {isOurs ? t("notDelivered") : t("replyNotDelivered")}
        </span>
      )}
      {Icon && !(isOurs && row.lastReplyFailed) && (
        <Icon
          {...(name ? { "aria-label": name, role: "img" } : { "aria-hidden": true })}
          className="me-1 inline size-3 align-[-1px]"
        />
      )}
      {text(row)}
    </span>
  );
}
