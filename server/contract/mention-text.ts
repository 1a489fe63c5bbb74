import type { Mention } from "./mentions";

/** A part of a note: text as it was written, or a mention. */
export type NotePart = string | Mention;

const isWord = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}_]/u.test(character);
const SIGN = "@";

/** Finds the mentions of a text: each stands after an "@" that begins a word, and the longest name that fits is meant. */
export function splitMentions(text: string, mentions: readonly Mention[]): NotePart[] {
  const longestFirst = [...mentions].sort((a, b) => b.label.length - a.label.length);
  const parts: NotePart[] = [];
  let from = 0;
  for (let at = text.indexOf(SIGN); at >= 0; at = text.indexOf(SIGN, at + 1)) {
    if (at < from || isWord(text[at - 1])) continue;
    const after = at + SIGN.length;
    const found = longestFirst.find(
      ({ label }) => text.startsWith(label, after) && !isWord(text[after + label.length]),
    );
    if (!found) continue;
    if (at > from) parts.push(text.slice(from, at));
    parts.push(found);
    from = after + found.label.length;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

/** The mentions that a text has, each person once. What was deleted from the text mentions nobody. */
export function mentionsIn(text: string, mentions: readonly Mention[]): Mention[] {
  const found = splitMentions(text, mentions).filter((part) => typeof part !== "string");
  return found.filter((one, at) => found.findIndex(({ userId }) => userId === one.userId) === at);
}

/** Both lists; of two people under the same label the first stays. */
export function joinMentions(some: readonly Mention[] = [], others: readonly Mention[] = []): Mention[] {
  return [...some, ...others.filter((other) => !some.some(({ label }) => label === other.label))];
}
