"use client";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { announce } from "@/components/shell/announcements";
import { type OpenedAt, queryAt } from "./opened-at";
import { Option } from "./option";
import { useCaret } from "./use-caret";
import { useListKeys } from "./use-list-keys";
import { useListPointer } from "./use-list-pointer";

/** What is typed since the list was opened, and where the caret is. */
export type Typed = { words: string | null; caret: number };
type Props<T> = {
  at: OpenedAt;
  field: HTMLTextAreaElement;
  text: string;
  label: string;
  /** All that can be chosen; undefined until it is loaded. */
  all: readonly T[] | undefined;
  match: (all: readonly T[], query: string) => readonly T[];
  /** Says how many match. */
  found: (count: number) => string;
  option: (one: T) => ReactNode;
  onChoose: (one: T, typed: Typed) => void;
  onClose: () => void;
  /** What is below the options, for what was typed. */
  children: (typed: Typed, matches: readonly T[]) => ReactNode;
};

/** A list above a field, filtered by what is typed there. Its keys are those of the field, which keeps the focus. */
export function Typeahead<T extends { id: string }>({
  at,
  field,
  text,
  all,
  match,
  found,
  onClose,
  ...list
}: Props<T>) {
  const listId = useId();
  const panel = useRef<HTMLDivElement>(null);
  const caret = useCaret(field);
  const words = queryAt(at, text, caret);
  const matches = match(all ?? [], words ?? "");
  // A sentence that goes on after a trigger is no query.
  const isOver = words === null || (at.trigger !== null && all && matches.length === 0 && /\s/.test(words));
  useEffect(() => {
    if (isOver) onClose();
  }, [isOver, onClose]);
  const [{ chosen, of }, choose] = useState({ chosen: 0, of: words });
  const active = of === words ? Math.min(chosen, matches.length - 1) : 0;
  const typed = { words, caret };
  const count = all ? matches.length : null;
  const said = count === null ? null : found(count);
  useEffect(() => {
    if (said !== null) announce(said);
  }, [said]);
  const optionId = (index: number) => `${listId}-${matches[index]?.id}`;
  useListKeys(field, {
    listId: matches.length > 0 ? listId : null,
    activeId: matches[active] ? optionId(active) : null,
    onMove: (by) => choose({ chosen: (active + by + matches.length) % matches.length, of: words }),
    onChoose: () => matches[active] && list.onChoose(matches[active], typed),
    onClose,
  });
  useListPointer(panel, field, {
    onChoose: (clicked) => {
      const one = matches.find((_, index) => optionId(index) === clicked.id);
      if (one) list.onChoose(one, typed);
    },
    onLeave: onClose,
  });
  return (
    <div
      ref={panel}
      className="absolute inset-x-3 bottom-full z-20 mb-2 flex max-h-[min(22rem,45dvh)] animate-enter flex-col overflow-hidden rounded-xl border border-line bg-raised shadow-overlay"
    >
      {matches.length > 0 && (
        <div id={listId} role="listbox" aria-label={list.label} className="thin-scroll min-h-0 overflow-y-auto p-1.5">
          {matches.map((one, index) => (
            <Option key={one.id} id={optionId(index)} isActive={index === active}>
              {list.option(one)}
            </Option>
          ))}
        </div>
      )}
      {list.children(typed, matches)}
    </div>
  );
}

/** A line in place of the options. */
export const TypeaheadLine = ({ text, children }: { text: string; children?: ReactNode }) => (
  <div className="flex flex-wrap items-center gap-3 px-4 py-3 text-sm">
    <p className="min-w-0 flex-1">{text}</p>
    {children}
  </div>
);
