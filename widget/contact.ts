import type { PublicContact } from "@/server/contract/sockets";
import type { Answer, postContact } from "./api";
import type { Store } from "./storage";
import { t } from "./text";

type StoredContact = { visitor: string; contact: PublicContact };

/** The contact that the visitor left before their first message: validated by the server, and stored with that message. */
export function openContact(store: Store) {
  return {
    get(visitor: string | null): PublicContact | null {
      try {
        const stored = JSON.parse(store.get("contact") ?? "null") as StoredContact | null;
        return stored && stored.visitor === visitor ? stored.contact : null;
      } catch {
        return null;
      }
    },
    set: (visitor: string | null, contact: PublicContact | null) =>
      store.set("contact", visitor && contact ? JSON.stringify({ visitor, contact }) : null),
  };
}

/** The result with the reason in words for a contact. */
export const inWords = (answer: Awaited<ReturnType<typeof postContact>>): Answer<PublicContact | null> => {
  if ("ok" in answer) return { ok: answer.ok.contact };
  if (answer.failed === "refused") return answer;
  return { ...answer, failed: "away", reason: t("contactNotSaved") };
};

/** The text that tells the visitor where they will get the reply. */
export function promise({ kind, label }: PublicContact, canText: boolean): string {
  const contact = { contact: label };
  if (kind === "email") return t(canText ? "promiseEmailOrText" : "promiseEmail", contact);
  return t(canText ? "promiseText" : "promiseNumber", contact);
}
