import { type Catalog, catalog } from "@/messages/catalog";
import type { Values } from "@/messages/fill";
import { formatMessage } from "@/messages/format-message";

const LOCALE = "en";
const { contacts } = catalog("workspace", LOCALE).customers;

/** The label of a customer's address when it has none of its own, or when it is masked. */
export const contactWord = (word: keyof Catalog["workspace"]["customers"]["contacts"], values: Values = {}): string =>
  formatMessage(contacts[word], LOCALE, values);
