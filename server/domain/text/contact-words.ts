import { type Catalog, catalog } from "@/messages/catalog";
import { compileMessages } from "@/messages/compile";
import { fill, type Values } from "@/messages/fill";

const LOCALE = "en";
const { contacts } = compileMessages({ contacts: catalog("workspace", LOCALE).customers.contacts }) as {
  contacts: Record<ContactWord, Parameters<typeof fill>[0]>;
};
type ContactWord = keyof Catalog["workspace"]["customers"]["contacts"];

/** What an address of a customer is called where it has no words of its own, or where they are hidden. */
export const contactWord = (word: ContactWord, values?: Values): string => fill(contacts[word], LOCALE, values);
