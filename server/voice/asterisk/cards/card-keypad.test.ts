import { inspect } from "node:util";
import { beforeEach, describe, expect, test } from "vitest";
import { CardKeypad } from "./card-keypad";

const NOW = new Date("2026-11-30T12:00:00Z");
const VISA = "4242424242424242";
const AMEX = "378282246310005";

let keypad: CardKeypad;
beforeEach(() => {
  keypad = new CardKeypad();
});
const press = (keys: string) => {
  for (const key of keys) keypad.press(key, 0, NOW);
};
const question = () => (keypad.state.at === "asking" ? keypad.state.question : null);

describe("a card is entered", () => {
  test("by full lengths alone, and the keypad has it no more once it was taken", () => {
    press(`${VISA}1226987`);
    expect(keypad.state).toEqual({ at: "complete" });
    expect(keypad.take()).toEqual({ number: VISA, expiry: "1226", code: "987" });
    expect(() => keypad.take()).toThrow();
  });

  test("with the pound key after each field, also where the length has ended it already", () => {
    press(`${VISA}#`);
    expect(question()).toEqual({ number: 2, field: "expiry", attempt: 1, problem: null });
    press("0130#987#");
    expect(keypad.take()).toEqual({ number: VISA, expiry: "0130", code: "987" });
  });

  test("with fifteen digits and a code of four, as its number says", () => {
    press(`${AMEX}1226123`);
    expect(question()?.field).toBe("code");
    press("4");
    expect(keypad.take()).toEqual({ number: AMEX, expiry: "1226", code: "1234" });
  });

  test("with a number of an unknown length, which the pound key ends", () => {
    press("6304000000000000");
    expect(question()?.field).toBe("number");
    press("#");
    expect(question()?.field).toBe("expiry");
  });
});

describe("what cannot be right is asked for again, twice", () => {
  test.each([
    ["a number without its check digit", "", "4242424242424241"],
    ["a number that is too short", "", "4242#"],
    ["a month that does not exist", VISA, "1327"],
    ["a date that is past", VISA, "1026"],
    ["a date that no card has", VISA, "1247"],
    ["a date that is too short", VISA, "12#"],
    ["a code that is too short", `${VISA}1226`, "98#"],
  ])("%s", (_, before, wrong) => {
    press(before);
    const asked = question();
    for (const attempt of [2, 3]) {
      press(wrong);
      expect(question()).toMatchObject({ field: asked?.field, attempt, problem: "invalid" });
    }
    press(wrong);
    expect(keypad.state).toEqual({ at: "over", outcome: "invalid" });
  });

  test("a card of this month is in force to its end", () => {
    press(`${VISA}1126`);
    expect(question()?.field).toBe("code");
  });
});

describe("a customer who presses nothing", () => {
  test("hears the question again, a while after its end, and then no more", () => {
    keypad.tick(60_000, NOW);
    expect(question()?.attempt, "the question is still heard").toBe(1);
    for (const attempt of [2, 3]) {
      keypad.heard(0);
      keypad.tick(11_999, NOW);
      keypad.tick(12_000, NOW);
      expect(question()).toMatchObject({ attempt, problem: "nothing_entered" });
    }
    keypad.heard(0);
    keypad.tick(12_000, NOW);
    expect(keypad.state).toEqual({ at: "over", outcome: "timed_out" });
  });

  test("after some digits is done with the field", () => {
    for (const [at, key] of [..."6304000000000000"].entries()) keypad.press(key, at * 11_000, NOW);
    keypad.tick(15 * 11_000 + 12_000, NOW);
    expect(question()?.field).toBe("expiry");
  });
});

test("star cancels at any time, and keys after the end do nothing", () => {
  press(`${VISA}12*`);
  press(VISA);
  expect(keypad.state).toEqual({ at: "over", outcome: "customer_canceled" });
});

test("nothing that is printed of it holds a digit that was entered", () => {
  press(`${VISA}12`);
  const printed = `${JSON.stringify(keypad)}${inspect(keypad, { depth: 9, showHidden: true })}`;
  expect(printed).not.toMatch(/4242/);
});
