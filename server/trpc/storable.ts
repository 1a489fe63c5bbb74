import { cleanText } from "@/server/lib/text";

/** The deepest nesting that is checked: deeper than any input of ours. */
const DEEPEST = 8;

/** Cleans all texts of an input for the database. Deeper levels fit no schema. */
export function storable(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return cleanText(value);
  if (typeof value !== "object" || value === null || depth === DEEPEST) return value;
  if (Array.isArray(value)) return value.map((one) => storable(one, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, storable(one, depth + 1)]));
}
