import { expect, it } from "vitest";
import { localeFor, toCustomer } from "./to-customer";

it("a customer whose language is unknown or has no catalog gets English messages", () => {
  expect(["en", "en-GB", "fr-CA", "", null, "not a language"].map(localeFor)).toEqual(Array(6).fill("en"));
});

it("the reply to a keyword names its sender and how to undo it", () => {
  expect(toCustomer("en-US", "optedOut", { sender: "Pine Street" })).toBe(
    "Pine Street: you are unsubscribed and will get no more texts. Reply START to resume.",
  );
});
