"use client";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from "react";
import { IconButton } from "@/components/ui/icon-button";

const LETTERS: Record<string, string> = {
  ...{ 2: "ABC", 3: "DEF", 4: "GHI", 5: "JKL", 6: "MNO", 7: "PQRS", 8: "TUV", 9: "WXYZ" },
};
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"] as const;
/** Read out by these names. */
const SYMBOLS: Record<string, "star" | "pound"> = { "*": "star", "#": "pound" };
const isKey = (key: string): boolean => (KEYS as readonly string[]).includes(key);

type Props = { customer: string; onKey: (key: string) => void; onClose: () => void };

/** The keys of a telephone, for the menus of whoever was called. Typing them works, too; what was pressed stays on screen only. */
export function Keypad({ customer, onKey, onClose }: Props) {
  const t = useTranslations("calls.keypad");
  const [pressed, setPressed] = useState("");
  const panel = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    const keys = panel.current;
    keys?.focus();
    return () => {
      if (keys?.contains(document.activeElement) && before instanceof HTMLElement) before.focus();
    };
  }, []);
  const press = (key: string) => {
    onKey(key);
    setPressed((before) => before + key);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.key === "Escape") onClose();
    else if (isKey(event.key)) press(event.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <section
      ref={panel}
      tabIndex={-1}
      aria-label={t("title")}
      onKeyDown={onKeyDown}
      className="absolute end-2 bottom-full mb-2 w-64 animate-enter rounded-xl border border-line bg-raised p-2 text-ink shadow-overlay outline-none [--ground:var(--raised)]"
    >
      <div className="flex items-center gap-2 ps-2">
        <output aria-label={t("pressed")} className="min-w-0 flex-1 truncate font-mono text-lg [direction:rtl]">
          <bdi dir="ltr">{pressed}</bdi>
        </output>
        <IconButton label={t("close")} icon={<X className="size-4" />} onClick={onClose} />
      </div>
      <div className="mt-1 grid grid-cols-3 gap-1">
        {KEYS.map((key) => (
          <button
            key={key}
            type="button"
            aria-label={SYMBOLS[key] && t("key", { key: SYMBOLS[key] })}
            className="flex min-h-13 flex-col items-center justify-center rounded-lg bg-hover active:bg-line"
            onClick={() => press(key)}
          >
            <span className="font-medium text-lg leading-6">{key}</span>{" "}
            <span className="h-3.5 text-2xs text-muted leading-3.5">{LETTERS[key]}</span>
          </button>
        ))}
      </div>
      <p className="px-2 pt-2 pb-1 text-muted text-xs">{t("help", { customer })}</p>
    </section>
  );
}
