import { SEARCH_LETTERS } from "@/server/contract/search";
import { DIGITS } from "@/server/domain/customers/candidates";
import { wordsOf } from "@/server/lib/search-words";

/** What a person typed, as it is searched. */
export type Terms = {
  text: string;
  /** Folded, without words of one letter when there are others; at most eight. */
  words: string[];
  /** The digits of a number without letters; empty when there are too few. */
  digits: string;
  /** The beginning of an e-mail address; empty for anything with spaces. */
  email: string;
};

const WORDS = 8;

/** @returns null for a text that is too short to search for */
export function termsOf(text: string): Terms | null {
  const all = [...new Set(wordsOf(text).map(({ word }) => word))];
  if (all.join("").length < SEARCH_LETTERS) return null;
  const long = all.filter((word) => word.length > 1);
  const digits = /\p{L}/u.test(text) ? "" : text.replaceAll(/\D/g, "");
  return {
    text,
    words: (long.length > 0 ? long : all).slice(0, WORDS),
    digits: digits.length >= DIGITS ? digits : "",
    email: /\s/.test(text) ? "" : text.toLowerCase(),
  };
}
