"use client";
import { clsx } from "clsx";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { OVER_DIALOGS } from "./over-dialogs";
import { useFocusReturn } from "./use-focus-return";

type Common = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
};

/** Last in the document, so that opening focuses the content; no tooltip, because it would take the first Escape. */
const CloseButton = ({ label }: { label: string }) => (
  <Radix.Close
    aria-label={label}
    className="absolute end-2.5 top-[calc(1.75rem-var(--target)/2)] inline-flex size-(--target) items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink"
  >
    <X aria-hidden className="size-4" />
  </Radix.Close>
);

function keepForOthers(event: Event & { detail: { originalEvent: Event } }) {
  const { target } = event.detail.originalEvent;
  if (target instanceof Element && target.closest(OVER_DIALOGS)) event.preventDefault();
}

const Overlay = () => <Radix.Overlay className="fixed inset-0 z-40 bg-[#0a1418]/45 dark:bg-black/60" />;

/** Without a description Radix would warn and point at nothing. */
const describedBy = (description: ReactNode) => (description ? {} : { "aria-describedby": undefined });

export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  footer,
  wide,
}: Common & { wide?: boolean }) {
  const t = useTranslations("ui");
  const focusReturn = useFocusReturn();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Overlay />
        <Radix.Content
          {...describedBy(description)}
          {...focusReturn}
          onInteractOutside={keepForOthers}
          className={clsx(
            "fixed top-1/2 left-1/2 z-50 flex max-h-[min(88dvh,52rem)] w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 animate-enter flex-col overflow-hidden rounded-xl bg-raised shadow-overlay",
            wide ? "max-w-2xl" : "max-w-lg",
          )}
        >
          <header className="flex items-start gap-3 px-5 pt-4 pb-3">
            <div className="min-w-0 flex-1 pe-8">
              <Radix.Title className="font-semibold text-lg">{title}</Radix.Title>
              {description && (
                <Radix.Description className="mt-0.5 text-muted text-sm">{description}</Radix.Description>
              )}
            </div>
          </header>
          <div className="thin-scroll min-h-0 flex-1 overflow-y-auto px-5 pt-1 pb-4">{children}</div>
          {footer && (
            <footer className="flex flex-wrap items-center justify-end gap-2 border-line border-t bg-sunken px-5 py-3">
              {footer}
            </footer>
          )}
          <CloseButton label={t("close")} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
