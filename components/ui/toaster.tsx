"use client";
import { useTranslations } from "next-intl";
import { type CSSProperties, useEffect } from "react";
import { Toaster as Sonner, toast as sonner } from "sonner";
import { useToastPlace } from "./toast-place";
import { type CardToast, onToast, type Toast, type UndoButton } from "./toast-queue";
import { useMedia } from "./use-media";

const UNDO_MS = 8000;

/** Cards that go because they are taken away, and not because the person closed them. */
const removed = new Set<string>();

function showCard({ id, card, ms, onClose }: CardToast): void {
  removed.delete(id);
  const onDismiss = () => void (removed.delete(id) || onClose());
  const shown = (
    <div
      aria-live="off"
      className="w-(--width) rounded-lg border border-line bg-raised text-ink shadow-overlay max-[600px]:w-full"
    >
      {card}
    </div>
  );
  sonner.custom(() => shown, { id, duration: ms, onAutoClose: onClose, onDismiss });
}

/** Takes a card away; the person has not closed it. */
export function removeCard(id: string): void {
  removed.add(id);
  sonner.dismiss(id);
}

export const removeUndo = (id: string): void => void sonner.dismiss(id);

function showUndo(text: string, { label, run: onClick, id }: UndoButton): void {
  sonner(text, { ...(id && { id }), duration: UNDO_MS, action: { label, onClick } });
}

function show(toast: Toast): void {
  if ("card" in toast) showCard(toast);
  else if (toast.kind === "error") sonner.error(toast.text, { duration: UNDO_MS });
  else if (toast.undo) showUndo(toast.text, toast.undo);
  else sonner(toast.text);
}

export function Toaster({ theme }: { theme: "light" | "dark" | "system" }) {
  const t = useTranslations("ui");
  // Over the list, or at the top when the list is away or fills the screen, so that toasts never cover the composer.
  const isAtTop = useToastPlace() === "top";
  const isOverList = useMedia("(min-width: 52.5rem)") && !isAtTop;
  // The effects of a child run first: Sonner has subscribed to its toasts by now.
  useEffect(() => onToast(show), []);
  return (
    <Sonner
      theme={theme}
      // As wide as the list below it.
      style={{ "--width": "19rem" } as CSSProperties}
      position={isOverList ? "bottom-left" : "top-center"}
      // Two toasts are both readable, and the Undo of one stays in reach.
      expand
      offset={isOverList ? { bottom: "1rem", left: "5.25rem" } : { top: "4.25rem" }}
      mobileOffset={{ top: "4.25rem" }}
      containerAriaLabel={t("recentActions")}
      toastOptions={{
        classNames: {
          toast: "!rounded-lg !border-line !bg-raised !text-ink !font-sans !shadow-overlay !text-sm",
          actionButton: "!bg-accent-soft !text-accent-ink !font-semibold !h-8 !px-3",
          description: "!text-muted",
        },
      }}
    />
  );
}
