import type { Range } from "./fold-text";

/** `@`, `[at]`, `(at)` or the word alone, before the host of an address. */
const AT = / {0,2}@ {0,2}| {0,2}[[({<] {0,2}at {0,2}[\])}>] {0,2}| at /gi;
const ENDS_WORD = /[\s<>"',;:()[\]{}|]/;
/** A further label of a host, after a dot or the word "dot". */
const NEXT_LABEL = / {0,2}(?:\.|[[({<] {0,2}(?:dot|\.) {0,2}[\])}>]| dot ) {0,2}([a-z0-9-]{2,63})/iy;
/** Earlier parts of a local name that is written with the word "dot". */
const EARLIER_PIECES = /(?:[\w+-]{1,64} {0,2}(?:[[({<] {0,2}dot {0,2}[\])}>]|(?<= )dot(?= )) {0,2}){1,5}$/i;
/** Hosts that are certainly mail providers, for addresses written with the word "at". */
const MAIL_HOST =
  /^(?:gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|icloud|me|mac|aol|gmx|web|proton|protonmail|mail|fastmail|zoho|yandex)\.[a-z]{2,12}(?:\.[a-z]{2})?$/i;

/** Finds e-mail addresses in folded text, including obfuscated ones. The ranges do not overlap. */
export function findEmails(text: string): Range[] {
  const found: Range[] = [];
  let done = 0;
  AT.lastIndex = 0;
  for (let at = AT.exec(text); at; at = AT.exec(text)) {
    const range = addressAround(text, at.index, at.index + at[0].length, at[0], done);
    if (!range) continue;
    found.push(range);
    done = range.to;
    AT.lastIndex = Math.max(AT.lastIndex, done);
  }
  return found;
}

function addressAround(text: string, before: number, after: number, token: string, done: number): Range | null {
  const from = wordBefore(text, before, done);
  if (from === before) return null;
  const word = wordAfter(text, after);
  if (word === after) return null;
  const to = labelsAfter(text, word);
  const host = text.slice(after, to);
  const isSpaced = token.includes("@") && token.length > 1;
  if (isSpaced && !/\.[a-z]{2}|dot/i.test(host)) return null;
  if (/^ at $/i.test(token) && to === word && !MAIL_HOST.test(host)) return null;
  return { from: withEarlierPieces(text, from, done), to };
}

function wordBefore(text: string, end: number, limit: number): number {
  let from = end;
  while (from > limit && !ENDS_WORD.test(text[from - 1] ?? "")) from--;
  return from;
}

function wordAfter(text: string, start: number): number {
  let to = start;
  while (to < text.length && !ENDS_WORD.test(text[to] ?? "")) to++;
  return to;
}

function labelsAfter(text: string, start: number): number {
  let to = start;
  for (;;) {
    NEXT_LABEL.lastIndex = to;
    const next = NEXT_LABEL.exec(text);
    // A period followed by a new sentence is not part of a host.
    if (!next || /^\. /.test(next[0])) return to;
    to = NEXT_LABEL.lastIndex;
  }
}

function withEarlierPieces(text: string, from: number, done: number): number {
  const earlier = EARLIER_PIECES.exec(text.slice(Math.max(done, from - 200), from));
  return earlier ? from - earlier[0].length : from;
}
