/** Removes NUL and replaces lone surrogates, which JSON or PostgreSQL refuse. */
export const cleanText = (text: string): string => text.replaceAll("\0", "").toWellFormed();

/** The first `max` characters as one line, never cutting a character in two. */
export function oneLine(text: string, max = 140): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= max
    ? line
    : `${line
        .slice(0, max - 1)
        .toWellFormed()
        .replace(/\uFFFD$/, "")}…`;
}
