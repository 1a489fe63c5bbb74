"use client";
import { CalendarClock } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { useSyncState } from "@/components/client/realtime";
import { useShortcuts } from "@/components/shell/shortcuts";
import { IconButton } from "@/components/ui/icon-button";
import { lazyComponent } from "@/components/ui/lazy";
import { removeUndo } from "@/components/ui/toast";
import { WaitingDialog } from "@/components/ui/waiting-dialog";
import type { Id } from "@/server/contract/ids";
import type { Later } from "./later";

const SendLaterDialog = lazyComponent(
  () => import("./send-later-dialog").then((code) => code.SendLaterDialog),
  WaitingDialog,
);

type Props = Later & {
  /** Why this reply cannot be scheduled, or null. */
  problem: "nothing" | "files" | null;
  onScheduled: () => void;
};

/** The button that lets a reply leave later. It needs a connection, because the server keeps the time. */
export function SendLater({ problem, onScheduled, ...later }: Props) {
  const t = useTranslations("scheduling");
  const [isOpen, setOpen] = useState(false);
  useUndoThatEnds(later.row.scheduled?.id ?? null);
  const isOffline = useSyncState().state !== "live";
  const why = isOffline ? t("offline") : later.row.scheduled ? t("hasOne") : problem === "files" ? t("files") : null;
  const canOpen = why === null && problem === null;
  useShortcuts(
    canOpen ? [{ keys: "$mod+Alt+Enter", label: t("sendLater"), group: "Composer", run: () => setOpen(true) }] : [],
  );
  return (
    <>
      <IconButton
        label={why ?? t("sendLater")}
        {...(canOpen && { keys: "Control+Alt+Enter" })}
        disabled={!canOpen}
        icon={<CalendarClock className="size-4" />}
        onClick={() => setOpen(true)}
      />
      {isOpen && <SendLaterDialog {...later} onScheduled={onScheduled} onClose={() => setOpen(false)} />}
    </>
  );
}

/** Once the scheduled reply has left or was canceled, by whomever, its toast has nothing to undo. */
function useUndoThatEnds(scheduledId: Id | null): void {
  const last = useRef(scheduledId);
  useEffect(() => {
    if (last.current && last.current !== scheduledId) removeUndo(last.current);
    last.current = scheduledId;
  }, [scheduledId]);
}
