import { expect, it } from "vitest";
import { localeFor, toCustomer } from "./to-customer";

it("a customer whose language has no catalog, or who has none on record, is written to in English", () => {
  expect(["en", "en-GB", "fr-CA", "", null, "not a language"].map(localeFor)).toEqual(Array(6).fill("en"));
});

it("a keyword's answer names its sender and how to undo it", () => {
  expect(toCustomer("en-US", "optedOut", { sender: "Pine Street" })).toBe(
    "Pine Street: you are unsubscribed and will get no more texts. Reply START to resume.",
  );
});
