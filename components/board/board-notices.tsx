"use client";
import { CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { useFormat } from "@/components/ui/use-format";
import type { Id } from "@/server/contract/ids";
import type { Outcome } from "./use-bulk";

/** The conversations that an undo had to leave out, with a button that shows them. */
export function OutcomeBanner(props: { outcome: Outcome; onView: (ids: Id[]) => void; onDismiss: () => void }) {
  const { text, changed } = props.outcome;
  const t = useTranslations("board");
  const view = () => {
    props.onView(changed);
    props.onDismiss();
  };
  return (
    <Banner
      tone="warning"
      role="status"
      action={
        <span className="flex gap-1">
          <Button onClick={view}>{t("view")}</Button>
          <Button variant="quiet" onClick={props.onDismiss}>
            {t("dismiss")}
          </Button>
        </span>
      }
    >
      {text}
    </Banner>
  );
}

type Query = { isSuccess: boolean; isError: boolean; refetch: () => unknown };

/** The placeholder, error or empty state in place of rows. */
export function InsteadOfRows(props: { query: Query; count: number; clearSince: number | null }) {
  const t = useTranslations("board");
  const format = useFormat();
  const { query, count, clearSince } = props;
  if (query.isError)
    return (
      <EmptyState title={t("listFailed")} action={<Button onClick={() => void query.refetch()}>{t("retry")}</Button>} />
    );
  if (!query.isSuccess || count > 0) return null;
  return (
    <EmptyState
      icon={<CircleCheck />}
      title={clearSince ? t("clearSince", { at: format.clockTime(clearSince) }) : t("nothingOpen")}
    >
      {t("nothingOpenHint")}
    </EmptyState>
  );
}
