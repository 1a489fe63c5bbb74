/** The words of a text as they are searched, each with its place in the text. */
export type Word = { word: string; from: number; to: number };

// The twin of the function `search_fold` of the database (ADR 0075): equal letters here and there, which a test compares.
const PLAIN = /^[\x20-\x7e]*$/;
const GONE = /[\u0300-\u036f]|\u00ad|[\u200b-\u200f]|\u2060|\ufe0f|\ufeff/g;
const LIGATURES: Record<string, string> = { ß: "ss", æ: "ae", Æ: "ae", œ: "oe", Œ: "oe" };
const LETTERS = "ØøŁłĐđĦħıŦŧÐðÞþΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩςЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ";
const FOLDED = "oollddhhittddttαβγδεζηθικλμνξοπρστυφχψωσѐёђѓєѕіїјљњћќѝўџабвгдежзийклмнопрстуфхцчшщъыьэюя";
const APOSTROPHE = /['`’‘‛ʼ]/;
const OF_WORD = /[\p{L}\p{N}\p{M}]/u;

/** One sign as it is searched: letters, a space, or nothing. */
function foldSign(sign: string): string {
  if (APOSTROPHE.test(sign)) return "";
  let folded = "";
  for (const one of PLAIN.test(sign) ? sign : sign.normalize("NFKD").replace(GONE, "")) {
    const at = LETTERS.indexOf(one);
    const letter = LIGATURES[one] ?? (at < 0 ? one.toLowerCase() : (FOLDED[at] ?? ""));
    folded += OF_WORD.test(letter) ? letter : " ";
  }
  return folded;
}

/** Splits a text into its words, folded: small letters without accents; signs separate words, apostrophes do not. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  let open: Word | null = null;
  let at = 0;
  for (const sign of text) {
    // An accent that is a sign of its own stays with its letter.
    if (open && /\p{M}/u.test(sign)) open.to = at + sign.length;
    for (const letter of foldSign(sign)) {
      if (letter === " ") open = null;
      else if (open) {
        open.word += letter;
        open.to = at + sign.length;
      } else {
        open = { word: letter, from: at, to: at + sign.length };
        words.push(open);
      }
    }
    at += sign.length;
  }
  return words;
}

/** Shorter words match only as they are, so that a letter does not match half of everything. */
const PREFIX_LETTERS = 3;
const isPrefix = (word: string): boolean => word.length >= PREFIX_LETTERS;

/** Whether a word of a text matches a word that was searched for. */
export const matchesWord = (word: string, wanted: string): boolean =>
  isPrefix(wanted) ? word.startsWith(wanted) : word === wanted;

/** The words as a query of `to_tsquery`: a text has to match all of them, as `matchesWord` says. */
export const wordsQuery = (words: readonly string[]): string =>
  words.map((word) => `'${word}'${isPrefix(word) ? ":*" : ""}`).join(" & ");

/** The same for names, in which any word may be begun. */
export const beginningsQuery = (words: readonly string[]): string => words.map((word) => `'${word}':*`).join(" & ");

/** Escapes the wildcards of LIKE. */
export const likeText = (text: string): string => text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`);
