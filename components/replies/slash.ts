/** Where the list of saved replies was opened: at a slash in the text, or by its button at the caret. */
export type OpenedAt = { from: number; isSlash: boolean };

const MAX_QUERY = 40;

/** @returns where the list opens for a slash that was just typed at the beginning of a word; null elsewhere, as in "and/or" */
export function slashBefore(text: string, caret: number): OpenedAt | null {
  const from = caret - 1;
  if (text[from] !== "/" || /\S/.test(text.slice(Math.max(0, from - 1), from))) return null;
  return { from, isSlash: true };
}

/** @returns what was typed into the text since the list was opened; null when the caret has left it, which closes the list */
export function queryAt({ from, isSlash }: OpenedAt, text: string, caret: number): string | null {
  const start = from + (isSlash ? 1 : 0);
  if (caret < start || (isSlash && text[from] !== "/")) return null;
  const query = text.slice(start, caret);
  return query.length > MAX_QUERY || /\n|^\s/.test(query) ? null : query;
}
