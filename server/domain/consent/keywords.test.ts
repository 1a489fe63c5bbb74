import { expect, test } from "vitest";
import { keywordIn } from "./keywords";

const stop = [
  "STOP",
  "Stop.",
  " stop! ",
  "STOPALL",
  "unsubscribe",
  "Cancel",
  "end",
  "QUIT",
  "revoke",
  "OptOut",
  "opt-out",
];
test.each(stop)("“%s” is a standard keyword for STOP", (text) => {
  expect(keywordIn(text)).toEqual({ action: "revoke", basis: "keyword" });
});

test.each(["START", "unstop", "Start!"])("“%s” resumes", (text) => {
  expect(keywordIn(text)).toEqual({ action: "grant", basis: "keyword" });
});

test.each(["HELP", "info", "Help?"])("“%s” asks for help", (text) => {
  expect(keywordIn(text)).toEqual({ action: "help", basis: "keyword" });
});

const plain = [
  "stop please",
  "Please stop texting me",
  "STOP TEXTING ME!!",
  "stop sending me texts",
  "don’t text me again",
  "do not contact me",
  "No more texts please",
  "no más",
  "No mas mensajes por favor",
  "por favor no me escriban",
  "dejen de mandar mensajes",
  "unsubscribe me",
  "take me off your list",
  "leave me alone",
  "I'd like to opt out",
];
test.each(plain)("“%s” is an opt-out in plain language", (text) => {
  expect(keywordIn(text)).toEqual({ action: "revoke", basis: "provisional" });
});

const innocent = [
  "yes",
  "YES",
  "Can I stop by at 5 and text you when I'm there?",
  "please cancel my order",
  "when does the sale end",
  "I need help with sizes",
  "start of the week?",
  "Don't text me before noon",
  "no, más grande por favor",
  "the bus stop",
  "how do I return this",
  "remove me a size from the cart please",
  "",
];
test.each(innocent)("“%s” is no consent keyword", (text) => {
  expect(keywordIn(text)).toBeNull();
});
