"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMe } from "@/components/client/realtime";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { ConversationRow } from "@/server/contract/conversations";
import { type Choice, TargetPicker } from "./target-picker";
import { useActions } from "./use-actions";

export function AssignDialog({ row, onClose }: { row: ConversationRow; onClose: () => void }) {
  const t = useTranslations("transfers");
  const actions = useActions();
  const [choice, setChoice] = useState<Choice | null>(null);
  const me = useMe();
  const owner = row.assignee === null ? "none" : row.assignee.id === me.id ? "me" : "other";
  const now = t("assignedNow", { owner, name: row.assignee?.name ?? "", place: row.place.name });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("assignTitle", { customer: row.customer.name })}
      description={now}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button
            variant="primary"
            disabled={!choice}
            onClick={() => {
              if (choice) actions.assign(row, choice.to, choice.label);
              onClose();
            }}
          >
            {choice ? t("assignTo", { target: choice.label }) : t("assign")}
          </Button>
        </>
      }
    >
      <TargetPicker value={choice} onChange={setChoice} />
    </Dialog>
  );
}
