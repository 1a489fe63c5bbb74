const NAMES: Record<string, string> = {
  $mod: "Ctrl/⌘",
  "[Shift]": "",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  Period: ".",
};

/** The labels of the keys of a shortcut. */
export const keyCaps = (keys: string): string[] =>
  keys
    .split(/[ +]/)
    .map((key) => NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key))
    .filter(Boolean);
