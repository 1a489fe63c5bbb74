import type { Shortcut } from "./shortcuts";

export type Command = { id: string; group: string; label: string; keys?: string; run: () => void };

const MOVES = new Set(["j", "k", "ArrowDown", "ArrowUp", "Enter", "$mod+k"]);
/** What the keys of this screen do, as commands; moving about by key makes no sense in a list of them. */
export const fromShortcuts = (shortcuts: readonly Shortcut[]): Command[] =>
  shortcuts
    .filter(({ keys, label }) => !MOVES.has(keys) && !label.startsWith("Go to"))
    .map(({ keys, label, run }) => ({ id: `key:${keys}`, group: "Actions", label, keys, run }));

/** Those whose words begin with every word of the query; at most eight of each group, in the order given. */
export function matching(commands: readonly Command[], query: string): Command[] {
  const wanted = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const counts = new Map<string, number>();
  return commands.filter(({ group, label }) => {
    const words = label.toLocaleLowerCase().split(/[\s:·,]+/);
    if (!wanted.every((start) => words.some((word) => word.startsWith(start)))) return false;
    const count = (counts.get(group) ?? 0) + 1;
    counts.set(group, count);
    return count <= 8;
  });
}
