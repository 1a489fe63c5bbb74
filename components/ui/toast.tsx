"use client";
import { useLazy } from "./lazy";
import { lazyModule } from "./lazy-module";
import { type CardToast, publish, type Toast, type UndoButton, withdraw } from "./toast-queue";

const toaster = lazyModule(() => import("./toaster"));

/** The region of toasts. Its code loads with the first toast, or when the page is idle. */
export function Toaster(props: { theme: "light" | "dark" | "system" }) {
  const { value: loaded } = useLazy(toaster);
  return loaded && <loaded.Toaster {...props} />;
}

function show(toast: Toast): void {
  publish(toast);
  void toaster.load();
}

/** Shows what was done, with an Undo button for 8 s. */
export const toastUndo = (text: string, undo: UndoButton): void => show({ text, undo });
export const toastInfo = (text: string): void => show({ text });
export const toastError = (text: string): void => show({ text, kind: "error" });

/** Takes away a toast whose Undo has nothing to undo any more. */
export function removeUndo(id: string): void {
  withdraw(id);
  toaster.get().value?.removeUndo(id);
}

/** Shows a card among the toasts; the same id replaces it. */
export const showCard = (card: CardToast): void => show(card);
export function removeCard(id: string): void {
  withdraw(id);
  toaster.get().value?.removeCard(id);
}
