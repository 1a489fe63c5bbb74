"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useFormat } from "@/components/ui/use-format";
import type { SystemItem } from "@/server/contract/conversations";
import { systemLine } from "./system-words";
import { useReader } from "./use-reader";

const SHOWN = 2;

/** Adjacent system lines, collapsed behind a button when there are more than a few. */
export function SystemLines({ items }: { items: readonly SystemItem[] }) {
  const t = useTranslations("systemLines");
  const format = useFormat();
  const reader = useReader();
  const [isOpen, setOpen] = useState(false);
  const isFolded = !isOpen && items.length > SHOWN + 1;
  const shown = isFolded ? items.slice(-SHOWN) : items;
  return (
    <div className="flex flex-col items-center gap-0.5 text-muted text-xs">
      {isFolded && (
        <button
          type="button"
          onClick={() => setOpen(true)}
          className="min-h-6 rounded-full px-2 font-medium text-accent-ink hover:bg-hover coarse:min-h-11"
        >
          {t("earlier", { count: items.length - SHOWN })}
        </button>
      )}
      {shown.map((item) => (
        <p key={item.id} className="text-balance text-center">
          {systemLine(item.system, reader)} · <span className="nums">{format.clockTime(item.at)}</span>
        </p>
      ))}
    </div>
  );
}
