import type { CompiledMessage } from "icu-minify/format";
import type { Compiled } from "./compile";

const PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ACCENTED = "áƀçđéƒǵĥíĵķĺɱńóþǫŕśťúṽŵẋýžÁƁÇĐÉƑǴĤÍĴĶĹḾŃÓÞǪŔŚŤÚṼŴẊÝŽ";
const LONGER_BY = 0.4;
/** ICU's compiled nodes: an argument with one of these types has branches, with a higher one a format. */
const BRANCHES = new Set<unknown>([1, 2, 3]);

const accented = (text: string): string =>
  text.replace(/[A-Za-z]/g, (letter) => ACCENTED[PLAIN.indexOf(letter)] ?? letter);
const padded = (text: string): string => accented(text) + "~".repeat(Math.ceil(text.trim().length * LONGER_BY));

type Node = unknown;
function pseudoNode(node: Node): Node {
  if (typeof node === "string") return padded(node);
  if (!Array.isArray(node)) return node;
  const [name, type, ...rest] = node as Node[];
  if (type === undefined || (typeof type === "number" && type > 3)) return node;
  if (BRANCHES.has(type)) {
    const options = Object.entries(rest[0] as object).map(([key, branch]) => [key, pseudoBranch(branch)]);
    return [name, type, Object.fromEntries(options)];
  }
  // A tag: its name, then its content.
  return [name, ...[type, ...rest].map(pseudoNode)];
}
const pseudoBranch = (branch: Node): Node => (Array.isArray(branch) ? branch.map(pseudoNode) : pseudoNode(branch));

const pseudoText = (text: string): string => `⟦${padded(text)}⟧`;

/** Accented, 40 % longer and in brackets, so that text that is not from the catalog or is cut is visible. */
function pseudoMessage(message: CompiledMessage): CompiledMessage {
  if (typeof message === "string") return pseudoText(message);
  return ["⟦", ...(message.map(pseudoNode) as typeof message), "⟧"];
}

/** The pseudo-language "en-XA" of a compiled catalog, for finding text that was left out of it. */
export function pseudo(messages: Compiled): Compiled {
  const entries = Object.entries(messages).map(([key, value]) => [
    key,
    typeof value === "string" || Array.isArray(value) ? pseudoMessage(value) : pseudo(value),
  ]);
  return Object.fromEntries(entries);
}

/** The same of texts without arguments, such as a channel's own: every string of the value. */
export function pseudoTexts<T>(value: T): T {
  if (typeof value === "string") return pseudoText(value) as T;
  if (!value || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, pseudoTexts(text)])) as T;
}
