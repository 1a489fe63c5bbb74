import { Check, CheckCheck, CircleAlert, CircleHelp, Clock, Loader } from "lucide-react";
import { useTranslations } from "next-intl";
import { lazyComponent } from "@/components/ui/lazy";
import { useFormat } from "@/components/ui/use-format";
import type { FailureReason } from "@/server/contract/channel";
import { HELD_FOR_OPT_OUT } from "@/server/contract/constants";
import type { DeliveryStatus, MessageItem } from "@/server/contract/conversations";

const UndoSend = lazyComponent(() => import("./undo-send").then((code) => code.UndoSend));

const STATES: Record<Exclude<DeliveryStatus, "canceled">, { icon: typeof Check; tone: string }> = {
  queued: { icon: Clock, tone: "text-muted" },
  sending: { icon: Loader, tone: "text-muted" },
  unknown: { icon: CircleHelp, tone: "text-warning" },
  sent: { icon: Check, tone: "text-muted" },
  delivered: { icon: CheckCheck, tone: "text-muted" },
  read: { icon: CheckCheck, tone: "text-accent-ink" },
  failed: { icon: CircleAlert, tone: "text-danger" },
};

/** Why it failed, in a sentence; the provider's code, or a reason this version does not know, under Details. */
function Failure({ error, otherwise = "", tone }: { error: string | null; otherwise?: string; tone: string }) {
  const t = useTranslations("thread");
  const reasons = useTranslations("deliveryFailures");
  if (error === null) return <span className={`text-end ${tone}`}>{otherwise}</span>;
  const [reason = "", code = ""] = error.split(":");
  const isKnown = reasons.has(reason as FailureReason);
  const details = isKnown ? code : error;
  return (
    <>
      <span className={`text-end ${tone}`}>{reasons(isKnown ? (reason as FailureReason) : "provider")}</span>
      {details !== "" && (
        <details>
          <summary className="min-h-6 cursor-pointer content-center coarse:min-h-11">{t("details")}</summary>
          <span className="nums select-all">{t("providerSays", { details })}</span>
        </details>
      )}
    </>
  );
}

type Props = { item: MessageItem; onRetry: () => void; isRetrying: boolean };

/** The delivery status of a message, with the reason when it failed. */
export function DeliveryState({ item, onRetry, isRetrying }: Props) {
  const t = useTranslations("thread");
  const format = useFormat();
  if (!item.delivery || item.delivery.status === "canceled")
    return <span className="nums">{format.clockTime(item.at)}</span>;
  const { status, error, attempt, undoable } = item.delivery;
  const { icon: Icon, tone } = STATES[status];
  const why = status === "unknown" ? t("deliveryUnknown") : undefined;
  const isHeld = status === "queued" && error === HELD_FOR_OPT_OUT;
  const state = isHeld ? t("deliveryHeld") : undoable ? t("leavesSoon") : t(`delivery.${status}`);
  const isTroubled = status === "failed" || status === "unknown";
  return (
    <span className="flex flex-wrap items-center justify-end gap-x-1.5">
      <span className="nums">{format.clockTime(item.at)}</span>
      <span className={`inline-flex items-center gap-1 ${tone}`} title={why}>
        <Icon aria-hidden className="size-3.5" />
        {attempt > 1 && status !== "failed" ? t("deliveryTry", { state, count: attempt }) : state}
      </span>
      {undoable && <UndoSend item={item} />}
      {isTroubled && (
        <>
          <Failure error={error} otherwise={why} tone={tone} />
          <button
            type="button"
            onClick={onRetry}
            disabled={isRetrying}
            className="min-h-6 font-semibold text-accent-ink underline underline-offset-2 disabled:opacity-50 coarse:min-h-11"
          >
            {status === "unknown" ? t("sendAgain") : t("retry")}
          </button>
        </>
      )}
    </span>
  );
}
