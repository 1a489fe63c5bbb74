import { Check, CheckCheck, CircleAlert, CircleHelp, Clock, Loader } from "lucide-react";
import { clockTime } from "@/components/ui/format";
import type { DeliveryStatus, MessageItem } from "@/server/contract/conversations";

const STATES: Record<DeliveryStatus, { label: string; icon: typeof Check; tone: string; why?: string }> = {
  queued: { label: "Queued", icon: Clock, tone: "text-muted" },
  sending: { label: "Sending", icon: Loader, tone: "text-muted" },
  unknown: {
    label: "Not confirmed",
    icon: CircleHelp,
    tone: "text-warning",
    why: "The provider did not answer in time. It may have arrived; sending it again could reach the customer twice.",
  },
  sent: { label: "Sent", icon: Check, tone: "text-muted" },
  delivered: { label: "Delivered", icon: CheckCheck, tone: "text-muted" },
  read: { label: "Read", icon: CheckCheck, tone: "text-accent-ink" },
  failed: { label: "Not delivered", icon: CircleAlert, tone: "text-danger" },
};

/** What really became of a message: never better than known, with the reason when it failed. */
export function DeliveryState({
  item,
  onRetry,
  isRetrying,
}: {
  item: MessageItem;
  onRetry: () => void;
  isRetrying: boolean;
}) {
  if (!item.delivery) return <span className="nums">{clockTime(item.at)}</span>;
  const { status, error, attempt } = item.delivery;
  const { label, icon: Icon, tone, why } = STATES[status];
  const isTroubled = status === "failed" || status === "unknown";
  return (
    <span className="flex flex-wrap items-center justify-end gap-x-1.5">
      <span className="nums">{clockTime(item.at)}</span>
      <span className={`inline-flex items-center gap-1 ${tone}`} title={why}>
        <Icon aria-hidden className="size-3.5" />
        {label}
        {attempt > 1 && status !== "failed" ? `, try ${attempt}` : ""}
      </span>
      {isTroubled && (
        <>
          <span className={`text-end ${tone}`}>{error ?? why}</span>
          <button
            type="button"
            onClick={onRetry}
            disabled={isRetrying}
            className="min-h-6 font-semibold text-accent-ink underline underline-offset-2 disabled:opacity-50 coarse:min-h-11"
          >
            {status === "unknown" ? "Send again" : "Retry"}
          </button>
        </>
      )}
    </span>
  );
}
