"use client";
import { Copy, FileText, Lock } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useId, useRef } from "react";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/field";
import { toastInfo } from "@/components/ui/toast";
import type { Translate } from "@/components/ui/translate";

/** Copies the text of the field; without a clipboard API (no https), by selecting it. */
async function copy(field: HTMLTextAreaElement, t: Translate<"moved">): Promise<void> {
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    field.select();
    if (!document.execCommand("copy")) return toastInfo(t("selected"));
  }
  toastInfo(t("copied"));
}

type Props = {
  label: string;
  text: string;
  isNote: boolean;
  files: readonly string[];
  /** The server's reason why it was not sent, if any. */
  reason?: ReactNode;
  onDiscard: () => void;
};

/** Unsent text, to read and copy; it stays until its author discards it. */
export function UnsentText({ label, text, isNote, files, reason, onDiscard }: Props) {
  const t = useTranslations("moved");
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  return (
    <section
      aria-label={label}
      className="flex flex-col gap-2 rounded-lg border border-line bg-raised p-3 shadow-raised"
    >
      <label htmlFor={id} className="flex items-center gap-1.5 font-medium text-sm">
        {isNote && <Lock aria-hidden className="size-3 text-note-ink" />}
        {label}
      </label>
      {text !== "" && (
        <Textarea
          id={id}
          ref={field}
          readOnly
          dir="auto"
          rows={2}
          value={text}
          data-unsent
          className={isNote ? "bg-note!" : ""}
        />
      )}
      {files.length > 0 && (
        <ul aria-label={t("filesNotSent")} className="flex flex-wrap gap-1.5 text-muted text-xs">
          {files.map((name, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: names repeat, and the list does not change
            <li key={index} className="inline-flex max-w-full items-center gap-1 rounded-md bg-hover px-2 py-1">
              <FileText aria-hidden className="size-3.5 shrink-0" />
              <bdi className="truncate">{name}</bdi>
            </li>
          ))}
        </ul>
      )}
      {reason && <p className="text-danger text-xs">{reason}</p>}
      <div className="flex gap-2">
        {text !== "" && (
          <Button size="md" onClick={() => field.current && void copy(field.current, t)}>
            <Copy aria-hidden className="size-4" /> {t("copyText")}
          </Button>
        )}
        <Button size="md" variant="quiet" onClick={onDiscard}>
          {t("discard")}
        </Button>
      </div>
    </section>
  );
}
