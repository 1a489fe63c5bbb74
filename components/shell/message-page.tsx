"use client";
import { CircleAlert, MapPinOff } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button, buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

const ICONS = { notAllowed: MapPinOff, failed: CircleAlert };

/** A page of the workspace with only a message and a link or button. */
export function MessagePage(props: { says: keyof typeof ICONS; onRetry?: () => void }) {
  const t = useTranslations("shell");
  const Icon = ICONS[props.says];
  return (
    <div className="flex min-h-0 flex-1">
      <EmptyState
        icon={<Icon />}
        title={t(`${props.says}.title`)}
        action={
          <div className="flex gap-2">
            {props.onRetry && <Button onClick={props.onRetry}>{t("tryAgain")}</Button>}
            <Link href="/inbox" className={buttonClass("primary")}>
              {t("goToInbox")}
            </Link>
          </div>
        }
      >
        {t(`${props.says}.text`)}
      </EmptyState>
    </div>
  );
}
