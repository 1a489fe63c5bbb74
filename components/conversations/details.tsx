"use client";
import { useTranslations } from "next-intl";
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { ContextPanel } from "@/components/customers/context-panel";
import type { PanelState } from "@/components/customers/panel-state";
import { useShortcuts } from "@/components/shell/shortcuts";
import { BottomSheet } from "@/components/ui/bottom-sheet";
import { placeToasts } from "@/components/ui/toast-place";
import type { Id } from "@/server/contract/ids";
import { focusThread } from "./focus-thread";
import { useInbox } from "./inbox-state";
import { isListBeside, showListBeside } from "./use-columns";

type Props = {
  conversationId: Id;
  at: "beside" | "sheet";
  isListAway: boolean;
  thread: RefObject<HTMLElement | null>;
  kept: RefObject<PanelState | null>;
  onClose: () => void;
};

/** The customer's details: beside the thread, or in a sheet within it. */
export function Details(props: Props) {
  const t = useTranslations("inbox");
  const { open } = useInbox();
  const { conversationId, kept, onClose } = props;
  const panel = <ContextPanel key={conversationId} {...{ conversationId, kept }} onOpen={open} />;
  if (props.at === "beside") return <Beside {...props}>{panel}</Beside>;
  return (
    <BottomSheet title={t("customerDetails")} onClose={onClose}>
      {panel}
    </BottomSheet>
  );
}

/** The list and the panel take each other's place, and neither takes the focus along. */
function Beside({ conversationId, isListAway, thread, children }: Props & { children: ReactNode }) {
  const t = useTranslations("inbox");
  const threadTexts = useTranslations("thread");
  const aside = useRef<HTMLElement>(null);
  useShortcuts(
    isListAway
      ? [
          {
            ...{ keys: "l", label: threadTexts("showList"), group: "Conversation" },
            run: () => showListBeside(conversationId),
          },
        ]
      : [],
  );
  useEffect(() => {
    placeToasts(isListAway ? "top" : "list");
    return () => placeToasts("list");
  }, [isListAway]);
  const openId = useRef(conversationId);
  useLayoutEffect(() => {
    openId.current = conversationId;
  });
  useLayoutEffect(() => {
    const [panel, beside] = [aside.current, thread.current];
    return () => {
      if (panel?.contains(document.activeElement)) focusThread(beside);
      // Once the list is there again: the step through it has moved the focus there, the button and the key have not.
      queueMicrotask(() => {
        const { activeElement } = document;
        const isAskedFor = isListBeside(openId.current) && !activeElement?.closest("[data-list]");
        if (!isAskedFor && activeElement !== document.body) return;
        const row = document.querySelector<HTMLElement>(`[data-row="${CSS.escape(openId.current)}"]`);
        if (row) row.focus({ preventScroll: true });
        else focusThread(beside);
      });
    };
  }, [thread]);
  return (
    <aside
      ref={aside}
      aria-label={t("customerDetails")}
      className="flex min-h-0 w-85 shrink-0 flex-col border-line border-s bg-surface wide:w-90"
    >
      {children}
    </aside>
  );
}
