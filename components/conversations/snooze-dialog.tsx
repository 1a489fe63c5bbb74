"use client";
import { useTranslations } from "next-intl";
import type { ConversationRow } from "@/server/contract/conversations";
import { MomentDialog } from "./moment-dialog";
import { useActions } from "./use-actions";

export function SnoozeDialog({ row, onClose }: { row: ConversationRow; onClose: () => void }) {
  const t = useTranslations("transfers");
  const actions = useActions();
  return (
    <MomentDialog
      place={row.place}
      title={t("snoozeTitle", { customer: row.customer.name })}
      description={t("snoozeHint")}
      label={t("until")}
      submit={t("snooze")}
      onChoose={(until) => {
        actions.snooze(row, until.toISOString());
        onClose();
      }}
      onClose={onClose}
    />
  );
}
