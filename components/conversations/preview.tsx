import { clsx } from "clsx";
import { CircleAlert, Lock, Reply } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ConversationRow } from "@/server/contract/conversations";

const BY_ICONS = { staff: Reply, note: Lock, customer: null, system: null } as const;

/** The last message and its author; before it, a warning when our last reply failed. */
export function Preview({ row, className }: { row: ConversationRow; className?: string }) {
  const t = useTranslations("inbox");
  const Icon = BY_ICONS[row.previewBy];
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
          aria-label={row.previewBy === "note" ? t("note") : t("we")}
          role="img"
          className="me-1 inline size-3 align-[-1px]"
        />
      )}
      {row.preview || t("noMessages")}
    </span>
  );
}
