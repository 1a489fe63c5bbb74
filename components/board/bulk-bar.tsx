"use client";
import { UserRoundPlus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useSyncState } from "@/components/client/realtime";
import { type Choice, TargetPicker } from "@/components/conversations/target-picker";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { IconButton } from "@/components/ui/icon-button";
import type { Target } from "@/server/contract/conversations";
import type { Selection } from "./selection";

export function BulkBar(props: {
  selection: Selection;
  shown: number;
  hasMore: boolean;
  isMoving: boolean;
  onMove: (to: Target, label: string) => void;
  onAll: () => void;
  onClear: () => void;
}) {
  const t = useTranslations("board");
  const { selection } = props;
  const [isOpen, setOpen] = useState(false);
  const [choice, setChoice] = useState<Choice | null>(null);
  const isOffline = useSyncState().state !== "live";
  const count = selection.kind === "matching" ? null : selection.ids.size;
  if (count === 0) return null;
  const what =
    count === null ? t("allMatching") : t("selected", { count, shown: props.shown, hasMore: String(props.hasMore) });
  const close = () => {
    setOpen(false);
    setChoice(null);
  };
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 border-line border-t bg-sunken px-3.5 py-2">
      <IconButton label={t("clearSelection")} icon={<X className="size-4" />} onClick={props.onClear} />
      <p className="nums me-auto font-medium text-sm" role="status">
        {what}
      </p>
      {count !== null && (
        <Button variant="quiet" onClick={props.onAll}>
          {t("selectMatching")}
        </Button>
      )}
      <Button
        variant="primary"
        disabled={isOffline || props.isMoving}
        title={isOffline ? t("outOfSync") : undefined}
        onClick={() => setOpen(true)}
      >
        <UserRoundPlus aria-hidden className="size-4" />
        {t("reassign")}
      </Button>
      <Dialog
        open={isOpen}
        onOpenChange={close}
        title={t("reassign")}
        description={t("reassignHint", { what })}
        footer={
          <>
            <Button onClick={close}>{t("cancel")}</Button>
            <Button
              variant="primary"
              disabled={!choice || isOffline}
              onClick={() => {
                if (choice) props.onMove(choice.to, choice.label);
                close();
              }}
            >
              {choice ? t("moveTo", { target: choice.label }) : t("move")}
            </Button>
          </>
        }
      >
        <TargetPicker value={choice} onChange={setChoice} />
      </Dialog>
    </div>
  );
}
