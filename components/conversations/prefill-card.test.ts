import { expect, test } from "vitest";
import type { ConsentView, CustomerContext } from "@/server/contract/customers";
import { english } from "@/tests/intl";
import { prefillCard } from "./prefill-card";

const verdict = (purpose: string, state: ConsentView["state"]) => ({ channel: "text", purpose, state }) as ConsentView;
const consentOf = (...consent: ConsentView[]): string =>
  prefillCard(undefined, { consent } as unknown as CustomerContext, english("transfers"), () => "Text messages")
    .consent;

test("the consent line says for each channel and purpose what the customer has decided", () => {
  expect(consentOf(verdict("service", "granted"), verdict("marketing", "revoked"))).toBe(
    "Text messages, service messages: allowed\nText messages, marketing: opted out",
  );
});

test("a purpose that the catalog does not know is named as it is recorded", () => {
  expect(consentOf(verdict("recall", "granted"))).toBe("Text messages, recall: allowed");
});
