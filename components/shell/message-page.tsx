"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

/** A page that only says something, and the way on. */
export function MessagePage(props: { icon: ReactNode; title: string; children: ReactNode; onRetry?: () => void }) {
  const t = useTranslations("shell");
  return (
    <div className="flex min-h-0 flex-1">
      <EmptyState
        icon={props.icon}
        title={props.title}
        action={
          <div className="flex gap-2">
            {props.onRetry && <Button onClick={props.onRetry}>{t("tryAgain")}</Button>}
            <Button asChild variant="primary">
              <Link href="/inbox">{t("goToInbox")}</Link>
            </Button>
          </div>
        }
      >
        {props.children}
      </EmptyState>
    </div>
  );
}
