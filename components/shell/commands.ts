import type { ReactNode } from "react";
import type { Shortcut } from "./shortcuts";

export type Command = {
  id: string;
  group: string;
  label: string;
  keys?: string;
  /** What is shown instead of the label. */
  content?: ReactNode;
  /** It was found by a search, which is remembered when it is chosen. */
  isResult?: boolean;
  /** The palette stays open. */
  staysOpen?: boolean;
  run: () => void;
};

const MOVES = new Set(["j", "k", "ArrowDown", "ArrowUp", "Enter", "$mod+k", "/"]);
/** The shortcuts of this screen as commands of a group, without those that only move the selection. */
export const fromShortcuts = (shortcuts: readonly Shortcut[], group: string): Command[] =>
  shortcuts
    .filter(({ keys }) => !MOVES.has(keys) && !keys.startsWith("g "))
    .map(({ keys, label, run }) => ({ id: `key:${keys}`, group, label, keys, run }));

/** The most commands of a group that are shown. */
const SHOWN = 8;
export type Matches = { shown: Command[]; hidden: ReadonlyMap<string, number> };

/**
 * Commands whose words begin with every word of the query, in the order given.
 * @returns at most eight of each group, and how many more of each group match
 */
export function matching(commands: readonly Command[], query: string): Matches {
  const wanted = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const counts = new Map<string, number>();
  const shown = commands.filter(({ group, label }) => {
    const words = label.toLocaleLowerCase().split(/[\s:·,]+/);
    if (!wanted.every((start) => words.some((word) => word.startsWith(start)))) return false;
    const count = (counts.get(group) ?? 0) + 1;
    counts.set(group, count);
    return count <= SHOWN;
  });
  const hidden = [...counts]
    .filter(([, count]) => count > SHOWN)
    .map(([group, count]) => [group, count - SHOWN] as const);
  return { shown, hidden: new Map(hidden) };
}
