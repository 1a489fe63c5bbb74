import { type Catalog, catalog } from "@/messages/catalog";
import type { Values } from "@/messages/fill";
import { formatMessage } from "@/messages/format-message";

const LOCALE = "en";
const { contacts } = catalog("workspace", LOCALE).customers;

/** What an address of a customer is called where it has no words of its own, or where they are hidden. */
export const contactWord = (word: keyof Catalog["workspace"]["customers"]["contacts"], values: Values = {}): string =>
  formatMessage(contacts[word], LOCALE, values);
