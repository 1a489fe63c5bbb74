"use client";
import { CalendarClock, Phone } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import type { CallItem } from "@/server/contract/conversations";
import { useIsOnCall } from "./call-dock";
import { requestCall } from "./call-request";
import { customerOf } from "./call-words";
import { askedCallback } from "./callbacks/callback-request";

/**
 * Calls the customer of a call at once, by the first way that can be used now; beside it, later.
 * @param isShort only the icon where there is little room
 */
export function CallBackButton({ item, isShort = false }: { item: CallItem; isShort?: boolean }) {
  const t = useTranslations("calls");
  const callbacks = useTranslations("callbacks");
  const isOnCall = useIsOnCall();
  const customer = customerOf(item);
  const { conversationId } = item;
  return (
    <>
      <Button
        className="shrink-0"
        disabled={isOnCall}
        title={isOnCall ? t("out.onCall") : undefined}
        onClick={() => requestCall({ conversationId, customer })}
      >
        <Phone aria-hidden className="size-4" />
        <span className={isShort ? "@max-xl:sr-only" : undefined}>{t("out.callBack")}</span>
      </Button>
      <IconButton
        label={callbacks("scheduleFor", { customer })}
        icon={<CalendarClock className="size-4.5" />}
        className={isShort ? "@max-xl:hidden" : ""}
        onClick={() => askedCallback.set({ conversationId, customer })}
      />
    </>
  );
}
