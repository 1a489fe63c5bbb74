"use client";
import { clsx } from "clsx";
import { MessagesSquare } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { PanelSkeleton } from "@/components/customers/panel-skeleton";
import { EmptyState } from "@/components/ui/empty-state";
import { Kbd } from "@/components/ui/kbd";
import { lazyComponent } from "@/components/ui/lazy";
import { useMedia } from "@/components/ui/use-media";
import { WaitingDialog } from "@/components/ui/waiting-dialog";
import { WaitingPanel } from "@/components/ui/waiting-panel";
import { ActionsProvider } from "./actions-provider";
import { AtConversation } from "./at-conversation";
import { ConversationList } from "./conversation-list";
import { useInbox } from "./inbox-state";
import { Thread } from "./thread";
import { useUnreadableReason } from "./use-access-loss";
import { useOutboxDrain } from "./use-send";
import { ViewsColumn } from "./views-nav";

const ContextPanel = lazyComponent(
  () => import("@/components/customers/context-panel").then((code) => code.ContextPanel),
  (waiting) => <WaitingPanel {...waiting} placeholder={<PanelSkeleton />} />,
);
const BottomSheet = lazyComponent(
  () => import("@/components/ui/bottom-sheet").then((code) => code.BottomSheet),
  WaitingDialog,
);
const Sheet = lazyComponent(
  () => import("@/components/ui/dialog").then((code) => code.Sheet),
  (waiting) => <WaitingDialog {...waiting} onClose={() => waiting.onOpenChange(false)} />,
);

/** Views, list, thread and customer panel, as many side by side as fit; a narrow screen shows either the list or the thread. */
export function Inbox() {
  return (
    <ActionsProvider>
      <Columns />
    </ActionsProvider>
  );
}

/** The row from which a conversation was opened gets the focus back when it closes. */
function useFocusReturn(openId: string | null) {
  const [last, setLast] = useState<string | null>(null);
  useEffect(() => {
    if (openId) return setLast(openId);
    if (last) document.querySelector<HTMLElement>(`[data-row="${CSS.escape(last)}"]`)?.focus({ preventScroll: true });
  }, [openId, last]);
}

function Columns() {
  const t = useTranslations("inbox");
  const { openId, open } = useInbox();
  const canDock = useMedia("(min-width: 75rem)");
  const [isDocked, setDocked] = useState(true);
  // The panel belongs to one conversation; another one opens without it.
  const [overId, setOverId] = useState<string | null>(null);
  const isOver = openId !== null && overId === openId;
  const setOver = (over: boolean) => setOverId(over ? openId : null);
  const isLost = useUnreadableReason(openId) !== null;
  useOutboxDrain();
  useFocusReturn(openId);
  const contextToggle = canDock
    ? { isOpen: isDocked, toggle: () => setDocked(!isDocked) }
    : { isOpen: isOver, toggle: () => setOver(!isOver) };
  const isBeside = useMedia("(min-width: 52.5rem)");
  // With the conversation, access to the customer is lost, too.
  const panel = openId && !isLost && <ContextPanel key={openId} conversationId={openId} onOpen={open} />;
  return (
    <div className="relative flex min-h-0 flex-1">
      <ViewsColumn />
      <ConversationList
        className={clsx(
          "flex min-h-0 w-full shrink-0 flex-col border-line border-e bg-surface expanded:w-84 wide:w-85",
          openId && "max-expanded:invisible",
        )}
      />
      <AtConversation conversationId={openId}>
        <section
          aria-label={t("conversation")}
          className={clsx(
            "min-h-0 min-w-0 flex-1 flex-col bg-surface",
            openId ? "flex max-expanded:absolute max-expanded:inset-0" : "hidden expanded:flex",
          )}
        >
          {openId ? (
            <Thread
              conversationId={openId}
              contextToggle={contextToggle}
              sheet={
                !isBeside &&
                isOver && (
                  <BottomSheet title={t("customerDetails")} onClose={() => setOver(false)}>
                    {panel}
                  </BottomSheet>
                )
              }
            />
          ) : (
            <EmptyState icon={<MessagesSquare />} title={t("choose")}>
              <span className="coarse:inline hidden">{t("chooseHint")}</span>
              <span className="fine:inline hidden">{t.rich("chooseKeys", { kbd: (key) => <Kbd>{key}</Kbd> })}</span>
            </EmptyState>
          )}
        </section>
        {panel && canDock && isDocked && (
          <aside
            aria-label={t("customerDetails")}
            className="flex min-h-0 w-85 shrink-0 flex-col border-line border-s bg-surface wide:w-90"
          >
            {panel}
          </aside>
        )}
        {panel && isBeside && !canDock && isOver && (
          <Sheet open onOpenChange={setOver} title={t("customerDetails")}>
            {panel}
          </Sheet>
        )}
      </AtConversation>
    </div>
  );
}
