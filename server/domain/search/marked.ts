import type { MarkedText } from "@/server/contract/search";
import { matchesWord, wordsOf } from "@/server/lib/search-words";

type Range = { from: number; to: number };
/** How much of a text is shown before its first hit, and in all. */
const BEFORE = 50;
const EXCERPT = 180;

const hitsIn = (text: string, words: readonly string[], matches = matchesWord): Range[] =>
  wordsOf(text).filter(({ word }) => words.some((wanted) => matches(word, wanted)));

/** Whether every searched word is in a text that the reader sees. */
export function hasEveryWord(text: string, words: readonly string[], matches = matchesWord): boolean {
  const found = wordsOf(text);
  return words.every((wanted) => found.some(({ word }) => matches(word, wanted)));
}

export const beginsWith = (word: string, wanted: string): boolean => word.startsWith(wanted);

function inParts(text: string, hits: readonly Range[]): MarkedText {
  const parts: MarkedText = [];
  let at = 0;
  for (const { from, to } of hits) {
    if (from > at) parts.push({ text: text.slice(at, from), isHit: false });
    parts.push({ text: text.slice(from, to), isHit: true });
    at = to;
  }
  if (at < text.length || parts.length === 0) parts.push({ text: text.slice(at), isHit: false });
  return parts;
}

export const plain = (text: string): MarkedText => inParts(text, []);
export const markWords = (text: string, words: readonly string[], matches = matchesWord): MarkedText =>
  inParts(text, hitsIn(text, words, matches));

/** Marks a part of an address, and in a formatted phone number its digits: `+1 206 555 **0142**`. */
export function markPart(text: string, part: string): MarkedText {
  const plainAt = part === "" ? -1 : text.toLowerCase().indexOf(part.toLowerCase());
  if (plainAt >= 0) return inParts(text, [{ from: plainAt, to: plainAt + part.length }]);
  const places = [...text.matchAll(/[\p{L}\p{N}]/gu)].map(({ index }) => index);
  const letters = places.map((at) => text[at]?.toLowerCase()).join("");
  const wanted = part.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
  const at = wanted === "" ? -1 : letters.lastIndexOf(wanted);
  const [from, last] = [places[at], places[at + wanted.length - 1]];
  return at < 0 || from === undefined || last === undefined ? plain(text) : inParts(text, [{ from, to: last + 1 }]);
}

/** One line of a text around its first hit, cut between words. */
export function excerptOf(text: string, words: readonly string[]): MarkedText {
  const line = text.replaceAll(/\s/g, " ");
  const [first] = hitsIn(line, words);
  let from = Math.max(0, (first?.from ?? 0) - BEFORE);
  if (from > 0) from = line.indexOf(" ", from) + 1 || from;
  if (first && from > first.from) from = first.from;
  let to = Math.min(line.length, from + EXCERPT);
  if (to < line.length) to = Math.max(line.lastIndexOf(" ", to), first?.to ?? 0, from + 1);
  const cut = `${from > 0 ? "…" : ""}${line.slice(from, to).trim()}${to < line.length ? "…" : ""}`;
  return markWords(cut.toWellFormed(), words);
}
