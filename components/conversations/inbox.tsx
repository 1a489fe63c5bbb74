"use client";
import { clsx } from "clsx";
import { MessagesSquare } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { ContextPanel } from "@/components/customers/context-panel";
import { Sheet } from "@/components/ui/dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { Kbd } from "@/components/ui/kbd";
import { useMedia } from "@/components/ui/use-media";
import { ActionsProvider } from "./actions-provider";
import { channelLabel } from "./channel";
import { ConversationList } from "./conversation-list";
import { useInbox } from "./inbox-state";
import { Thread } from "./thread";
import { useOutboxDrain } from "./use-send";
import { ViewsColumn } from "./views-nav";

/** Views, list, thread and context: as many side by side as the screen holds; the list and the thread take turns on a narrow one. */
export function Inbox() {
  return (
    <ActionsProvider>
      <Columns />
    </ActionsProvider>
  );
}

/** The row a conversation was opened from gets the keyboard back when it closes. */
function useFocusReturn(openId: string | null) {
  const [last, setLast] = useState<string | null>(null);
  useEffect(() => {
    if (openId) return setLast(openId);
    if (last) document.querySelector<HTMLElement>(`[data-row="${CSS.escape(last)}"]`)?.focus({ preventScroll: true });
  }, [openId, last]);
}

function Columns() {
  const { openId, open } = useInbox();
  const canDock = useMedia("(min-width: 75rem)");
  const [isDocked, setDocked] = useState(true);
  const [isOver, setOver] = useState(false);
  useOutboxDrain();
  useFocusReturn(openId);
  const openHere = useCallback(
    (id: string) => {
      setOver(false);
      open(id);
    },
    [open],
  );
  const contextToggle = canDock
    ? { isOpen: isDocked, toggle: () => setDocked(!isDocked) }
    : { isOpen: isOver, toggle: () => setOver(!isOver) };
  const panel = openId && (
    <ContextPanel key={openId} conversationId={openId} onOpen={openHere} channelLabel={channelLabel} />
  );
  return (
    <div className="relative flex min-h-0 flex-1">
      <ViewsColumn />
      <ConversationList
        className={clsx(
          "flex min-h-0 w-full shrink-0 flex-col border-line border-e bg-surface expanded:w-84 wide:w-85",
          openId && "max-expanded:invisible",
        )}
      />
      <section
        aria-label="Conversation"
        className={clsx(
          "min-h-0 min-w-0 flex-1 flex-col bg-surface",
          openId ? "flex max-expanded:absolute max-expanded:inset-0" : "hidden expanded:flex",
        )}
      >
        {openId ? (
          <Thread conversationId={openId} contextToggle={contextToggle} />
        ) : (
          <EmptyState icon={<MessagesSquare />} title="Choose a conversation">
            <span className="fine:inline hidden">
              <Kbd>J</Kbd> and <Kbd>K</Kbd> move, <Kbd>Enter</Kbd> opens, <Kbd>?</Kbd> shows the rest.
            </span>
          </EmptyState>
        )}
      </section>
      {panel && canDock && isDocked && (
        <aside
          aria-label="Customer details"
          className="flex min-h-0 w-85 shrink-0 flex-col border-line border-s bg-surface wide:w-90"
        >
          {panel}
        </aside>
      )}
      {panel && !canDock && (
        <Sheet open={isOver} onOpenChange={setOver} title="Customer details">
          {panel}
        </Sheet>
      )}
    </div>
  );
}
