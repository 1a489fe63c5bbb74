"use client";
import { clsx } from "clsx";
import { MessagesSquare } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { PanelSkeleton } from "@/components/customers/panel-skeleton";
import type { PanelState } from "@/components/customers/panel-state";
import { EmptyState } from "@/components/ui/empty-state";
import { Kbd } from "@/components/ui/kbd";
import { lazyComponent } from "@/components/ui/lazy";
import { WaitingDialog } from "@/components/ui/waiting-dialog";
import { WaitingPanel } from "@/components/ui/waiting-panel";
import { ActionsProvider } from "./actions-provider";
import { AtConversation } from "./at-conversation";
import { ConversationList } from "./conversation-list";
import { useFocusOffList } from "./focus-thread";
import { useInbox } from "./inbox-state";
import { Thread } from "./thread";
import { useUnreadableReason } from "./use-access-loss";
import { showListBeside, useColumns } from "./use-columns";
import { useOutboxDrain } from "./use-send";
import { ViewsColumn } from "./views-nav";

const Details = lazyComponent(
  () => import("./details").then((code) => code.Details),
  ({ at, ...waiting }) =>
    at === "beside" ? (
      <div className="w-85 shrink-0 border-line border-s bg-surface wide:w-90">
        <WaitingPanel {...waiting} placeholder={<PanelSkeleton />} />
      </div>
    ) : (
      <WaitingDialog {...waiting} />
    ),
);

/** Views, list, thread and customer panel, as many side by side as fit (ADR 0074); a narrow screen shows either the list or the thread. */
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
  const { openId } = useInbox();
  const isLost = useUnreadableReason(openId) !== null;
  const { detailsAt, isListAway, toggle } = useColumns(openId, isLost);
  const thread = useRef<HTMLElement>(null);
  const kept = useRef<PanelState | null>(null);
  useOutboxDrain();
  useFocusReturn(openId);
  useFocusOffList(isListAway, thread);
  const details = openId && detailsAt && (
    <Details {...{ conversationId: openId, at: detailsAt, isListAway, thread, kept }} onClose={toggle} />
  );
  return (
    <div className="relative flex min-h-0 flex-1">
      <ViewsColumn />
      <ConversationList
        className={clsx(
          "flex min-h-0 w-full shrink-0 flex-col border-line border-e bg-surface expanded:w-84 wide:w-85",
          openId && "max-expanded:invisible",
          // It keeps its size and its scroll position.
          isListAway && "absolute! invisible inset-y-0 start-0",
        )}
      />
      <AtConversation conversationId={openId}>
        <section
          ref={thread}
          tabIndex={-1}
          aria-label={t("conversation")}
          className={clsx(
            "min-h-0 min-w-0 flex-1 flex-col bg-surface focus:outline-none",
            openId ? "flex max-expanded:absolute max-expanded:inset-0" : "hidden expanded:flex",
          )}
        >
          {openId ? (
            <Thread
              conversationId={openId}
              contextToggle={{ isOpen: detailsAt !== null, toggle }}
              onShowList={isListAway ? () => showListBeside(openId) : undefined}
              sheet={detailsAt === "sheet" && details}
            />
          ) : (
            <EmptyState icon={<MessagesSquare />} title={t("choose")}>
              <span className="coarse:inline hidden">{t("chooseHint")}</span>
              <span className="fine:inline hidden">{t.rich("chooseKeys", { kbd: (key) => <Kbd>{key}</Kbd> })}</span>
            </EmptyState>
          )}
        </section>
        {detailsAt === "beside" && details}
      </AtConversation>
    </div>
  );
}
