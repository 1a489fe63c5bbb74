"use client";
import { Toaster as Sonner, toast as sonner } from "sonner";

const UNDO_MS = 8000;

export function Toaster({ theme }: { theme: "light" | "dark" | "system" }) {
  return (
    <Sonner
      theme={theme}
      position="bottom-center"
      offset={{ bottom: "calc(1rem + var(--tabs-height))" }}
      mobileOffset={{ bottom: "calc(1rem + var(--tabs-height))" }}
      containerAriaLabel="Recent actions"
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

/** Says what was done and offers to take it back for 8 s. */
export const toastUndo = (text: string, undo: () => void): void => {
  sonner(text, { duration: UNDO_MS, action: { label: "Undo", onClick: undo } });
};
export const toastInfo = (text: string): void => {
  sonner(text);
};
export const toastError = (text: string, retry?: () => void): void => {
  sonner.error(text, { duration: UNDO_MS, ...(retry ? { action: { label: "Retry", onClick: retry } } : {}) });
};
