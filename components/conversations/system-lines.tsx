"use client";
import { useState } from "react";
import { useChannels } from "@/components/client/channels";
import { useMe } from "@/components/client/realtime";
import { clockTime } from "@/components/ui/format";
import type { SystemItem } from "@/server/contract/conversations";
import { systemWords } from "./system-words";

const SHOWN = 2;

/** Neighbouring system lines; more than a few fold behind a button. */
export function SystemLines({ items }: { items: readonly SystemItem[] }) {
  const me = useMe();
  const { labelOf } = useChannels();
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
          Show {items.length - SHOWN} earlier changes
        </button>
      )}
      {shown.map((item) => (
        <p key={item.id} className="text-balance text-center">
          {systemWords(item.system, item.author?.id === me.id, labelOf)} ·{" "}
          <span className="nums">{clockTime(item.at)}</span>
        </p>
      ))}
    </div>
  );
}
