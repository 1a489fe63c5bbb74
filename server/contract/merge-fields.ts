/** The fields of a saved reply that a conversation fills in. */
export const MERGE_FIELDS = [
  "customer.first_name",
  "customer.name",
  "location.name",
  "me.first_name",
  "me.name",
  "order.number",
] as const;
export type MergeField = (typeof MERGE_FIELDS)[number];
/** What a conversation fills in; a field without a value is missing. */
export type MergeValues = Partial<Record<MergeField, string>>;

const FIELD = /\{\{\s*([\w.]+)\s*\}\}/g;
const asField = (name: string): MergeField | undefined => MERGE_FIELDS.find((field) => field === name.toLowerCase());

/** A field as it is written in a text. */
export const fieldTag = (field: MergeField): string => `{{${field}}}`;

/** Fills in the fields that have a value. The others stay as they are, and so does everything else in braces. */
export const fillMergeFields = (text: string, values: MergeValues): string =>
  text.replace(FIELD, (tag, name: string) => {
    const field = asField(name);
    return (field && values[field]) ?? tag;
  });

/** The known fields that a text still holds, each once. Other words in braces may be what a customer wrote. */
export const unresolvedFields = (text: string): MergeField[] => [
  ...new Set([...text.matchAll(FIELD)].flatMap(([, name = ""]) => asField(name) ?? [])),
];

/** Where the first unresolved field is in a text; null where there is none. */
export function firstUnresolved(text: string): { start: number; end: number } | null {
  const found = [...text.matchAll(FIELD)].find(([, name = ""]) => asField(name));
  return found ? { start: found.index, end: found.index + found[0].length } : null;
}

/** Whether a text has double braces that are not exactly a known field, or are never closed: nothing would ever fill them in. */
export const hasInvalidField = (text: string): boolean =>
  text.replace(FIELD, (tag, name: string) => (asField(name) ? " " : tag)).includes("{{");
