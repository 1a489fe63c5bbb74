import { readdirSync } from "node:fs";
import path from "node:path";
import { CHANNELS, FACTORIES } from "./import-table";

type Node = { type: string } & Record<string, unknown>;

/** The kinds of the channels below `root`: each is its folder's name. */
export function channelKinds(root: string): string[] {
  try {
    const entries = readdirSync(path.join(root, CHANNELS), { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  } catch {
    return [];
  }
}

/** The kinds that a file must not name: all but its own. Imports are left to the import table. */
export const foreignKinds = (file: string, kinds: readonly string[]): string[] =>
  FACTORIES.includes(file) ? [] : kinds.filter((kind) => !file.startsWith(`${CHANNELS}/${kind}/`));

/** @returns the channel that this literal, template or property names, or null */
export function channelNamed(node: Node, kinds: readonly string[]): string | null {
  const text = textOf(node);
  return (text !== null && kinds.find((kind) => mentions(text, kind))) || null;
}

/** The literal of an import is below nodes of these types. */
export const isImport = ({ type }: Node): boolean => /^(Import|Export)\w*(Declaration|Expression)$/.test(type);

function textOf(node: Node): string | null {
  if (node.type === "Literal") return typeof node.value === "string" ? node.value : null;
  if (node.type === "TemplateElement") return (node.value as { raw: string }).raw;
  if (node.type !== "Property" || node.computed) return null;
  const key = node.key as Node;
  return key.type === "Identifier" ? (key.name as string) : null;
}

const mentions = (text: string, kind: string): boolean => new RegExp(`(^|[^\\w-])${kind}($|[^\\w-])`).test(text);
