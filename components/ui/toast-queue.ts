import type { ReactNode } from "react";

/** A card of its own, which its id replaces and takes away. It is not read out: whoever shows it announces it. */
export type CardToast = { id: string; card: ReactNode; ms: number; onClose: () => void };
/** `id`: by which it can be taken away before its time, when there is nothing to undo any more. */
export type UndoButton = { label: string; run: () => void; id?: string };
type TextToast = { text: string; kind?: "error"; undo?: UndoButton };
export type Toast = TextToast | CardToast;

let show: ((toast: Toast) => void) | null = null;
const waiting: Toast[] = [];

/** Shows a toast, or keeps it until something can show it. */
export function publish(toast: Toast): void {
  if (show) show(toast);
  else waiting.push(toast);
}

/** Forgets a toast that nothing has shown yet. */
export function withdraw(id: string): void {
  const at = waiting.findIndex((toast) => ("card" in toast ? toast.id : toast.undo?.id) === id);
  if (at >= 0) waiting.splice(at, 1);
}

/** Hands over every toast, those that wait first, until the returned function is called. */
export function onToast(handler: (toast: Toast) => void): () => void {
  show = handler;
  for (const toast of waiting.splice(0)) handler(toast);
  return () => {
    show = null;
  };
}
