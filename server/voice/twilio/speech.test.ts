import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { positionSounds } from "@/server/domain/calls/queue";
import { en } from "./phrases/en";
import { es } from "./phrases/es";
import { spoken } from "./speech";

const said = (sounds: string[], language: "en" | "es" = "en") => spoken({ menu: null }, sounds, language);

/** Numbers are spoken as they are, and cards are taken through Asterisk alone. */
const UNSPOKEN = /^storeline-(digit|card)-/;

test("there is a text for each sound that customers can hear through Twilio, in both languages", () => {
  const files = readdirSync("docs/asterisk/sounds/en").map((file) => file.replace(".wav", ""));
  const names = files.filter((name) => !UNSPOKEN.test(name)).sort();
  expect(Object.keys(en).sort()).toEqual(names);
  expect(Object.keys(es).sort()).toEqual(names);
});

test("a number in the middle of a sentence does not end it", () => {
  expect(said(positionSounds(2))).toBe("There are 2 callers before you.");
  expect(said(positionSounds(3), "es")).toBe("Hay 3 llamadas antes que la suya.");
});

test("a number at the end of a sentence does", () => {
  const sounds = ["storeline-menu-voicemail", "storeline-digit-1", "storeline-menu-repeat", "storeline-digit-9"];
  expect(said(sounds)).toBe("To leave a message, press 1. To hear this again, press 9.");
});

test("a recording of the retailer's own, which Twilio does not have, is replaced by our text", () => {
  expect(said(["own/welcome"])).toBe("Thank you for calling.");
});
