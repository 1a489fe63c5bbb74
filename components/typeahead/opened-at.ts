/** What opens a list while somebody types: saved replies in a reply, colleagues in a note. */
export type Trigger = "/" | "@";
/** Where a list was opened: at a trigger in the text, or by its button at the caret. */
export type OpenedAt = { from: number; trigger: Trigger | null };

const MAX_QUERY = 40;

/** @returns where the list opens for a trigger that was just typed at the beginning of a word; null elsewhere, as in "and/or" */
export function triggerBefore(text: string, caret: number, trigger: Trigger): OpenedAt | null {
  const from = caret - 1;
  if (text[from] !== trigger || /[^\s(]/.test(text.slice(Math.max(0, from - 1), from))) return null;
  return { from, trigger };
}

/** @returns what was typed into the text since the list was opened; null when the caret has left it, which closes the list */
export function queryAt({ from, trigger }: OpenedAt, text: string, caret: number): string | null {
  const start = from + (trigger ? 1 : 0);
  if (caret < start || (trigger && text[from] !== trigger)) return null;
  const query = text.slice(start, caret);
  return query.length > MAX_QUERY || /\n|^\s/.test(query) ? null : query;
}
