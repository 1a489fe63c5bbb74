"use client";
import { Phone } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { useNowAt } from "@/components/ui/time";
import { useIsOnCall } from "../call-dock";
import { type CallbackRow, useCallbackActions } from "./use-callback-actions";

/** Call now, mark as done after the customer has called in, reschedule, cancel. */
export function CallbackButtons({ row }: { row: CallbackRow }) {
  const t = useTranslations("callbacks");
  const calls = useTranslations("calls");
  const isOnCall = useIsOnCall();
  const { call, change, cancel, complete, isBusy } = useCallbackActions();
  const { callback, customer } = row;
  const now = useNowAt(Date.parse(callback.dueAt));
  const isDue = Date.parse(callback.dueAt) <= now;
  const named = { customer: customer.name };
  return (
    <div className="ms-auto flex flex-wrap justify-end gap-2">
      <Button
        variant={isDue && !callback.talkedAt ? "primary" : "secondary"}
        aria-label={t("callNowOf", named)}
        disabled={isOnCall}
        title={isOnCall ? calls("out.onCall") : undefined}
        onClick={() => call(row)}
      >
        <Phone aria-hidden className="size-4" /> {t("callNow")}
      </Button>
      {callback.talkedAt && (
        <Button
          variant="primary"
          aria-label={t("completeOf", named)}
          aria-disabled={isBusy}
          onClick={() => complete(row)}
        >
          {t("complete")}
        </Button>
      )}
      <Button variant="quiet" aria-label={t("changeOf", named)} onClick={() => change(row)}>
        {t("change")}
      </Button>
      <Button variant="quiet" aria-label={t("cancelOf", named)} aria-disabled={isBusy} onClick={() => cancel(row)}>
        {t("cancel")}
      </Button>
    </div>
  );
}
