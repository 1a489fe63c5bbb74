"use client";
import { clsx } from "clsx";
import { type ReactNode, useEffect, useRef } from "react";
import { Kbd } from "@/components/ui/kbd";
import type { Command } from "./commands";
import { keyCaps } from "./key-caps";

type Props = {
  id: string;
  label: string;
  shown: readonly Command[];
  current: Command | undefined;
  /** What is said below a group. */
  notes: ReadonlyMap<string, string>;
  onChoose: (command: Command) => void;
};

/** The options of the palette in their groups. Their keys are handled by the combobox. */
export function PaletteList({ id, label, shown, current, notes, onChoose }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const currentId = current?.id;
  useEffect(() => {
    if (currentId) list.current?.querySelector("[aria-selected=true]")?.scrollIntoView?.({ block: "nearest" });
  }, [currentId]);
  const groups = [...new Set([...shown.map((command) => command.group), ...notes.keys()])];
  return (
    // The listbox scrolls by itself, because axe takes any other box that scrolls for one that the keyboard cannot reach.
    <div ref={list} id={id} role="listbox" aria-label={label} className="thin-scroll min-h-0 overflow-y-auto">
      {groups.map((group) => (
        // biome-ignore lint/a11y/useSemanticElements: options of a listbox are grouped by this role
        <div key={group} role="group" aria-label={group}>
          <p aria-hidden className="px-2.5 pt-2 pb-1 font-semibold text-muted text-xs">
            {group}
          </p>
          {shown
            .filter((command) => command.group === group)
            .map((command) => (
              <Option
                key={command.id}
                id={id + command.id}
                command={command}
                isCurrent={command === current}
                onChoose={() => onChoose(command)}
              />
            ))}
          {notes.has(group) && (
            <p aria-hidden className="px-2.5 py-1.5 text-muted text-xs">
              {notes.get(group)}
            </p>
          )}
        </div>
      ))}
    </div>
  );
}

function Option(props: { id: string; command: Command; isCurrent: boolean; onChoose: () => void }) {
  const { content, label, keys } = props.command;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the combobox's, which stays focused
    // biome-ignore lint/a11y/useFocusableInteractive: named by aria-activedescendant
    <div
      id={props.id}
      role="option"
      aria-selected={props.isCurrent}
      onClick={props.onChoose}
      className={clsx(
        "flex min-h-(--target) items-center gap-2 rounded-md px-2.5",
        props.isCurrent ? "bg-accent-soft" : "hover:bg-hover",
      )}
    >
      {content ?? <Label>{label}</Label>}
      {keys && keyCaps(keys).map((cap) => <Kbd key={cap}>{cap}</Kbd>)}
    </div>
  );
}

const Label = ({ children }: { children: ReactNode }) => <bdi className="min-w-0 flex-1 truncate">{children}</bdi>;
