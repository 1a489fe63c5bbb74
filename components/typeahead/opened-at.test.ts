import { expect, test } from "vitest";
import { queryAt, triggerBefore } from "./opened-at";

test("a trigger opens the list at the beginning of the text or of a word, not within one", () => {
  for (const trigger of ["/", "@"] as const) {
    expect(triggerBefore(trigger, 1, trigger)).toEqual({ from: 0, trigger });
    expect(triggerBefore(`Hi ${trigger}`, 4, trigger)).toEqual({ from: 3, trigger });
    expect(triggerBefore(`Hi\n${trigger}`, 4, trigger)).toEqual({ from: 3, trigger });
    expect(triggerBefore(`Hi (${trigger}`, 5, trigger)).toEqual({ from: 4, trigger });
    expect(triggerBefore(`${trigger}pick`, 5, trigger)).toBeNull();
    expect(triggerBefore("", 0, trigger)).toBeNull();
  }
  for (const text of ["and/", "https:/", "https://"]) expect(triggerBefore(text, text.length, "/")).toBeNull();
  expect(triggerBefore("maya@", 5, "@")).toBeNull();
  expect(triggerBefore("@", 1, "/")).toBeNull();
});

test("what follows is the query, until the caret leaves it, the line ends or the trigger is deleted", () => {
  const at = { from: 3, trigger: "/" } as const;
  expect(queryAt(at, "Hi /pick up", 8)).toBe("pick");
  expect(queryAt(at, "Hi /pick up", 11)).toBe("pick up");
  expect(queryAt(at, "Hi /pick", 2)).toBeNull();
  expect(queryAt(at, "Hi / pick", 9)).toBeNull();
  expect(queryAt(at, "Hi /pick\nup", 11)).toBeNull();
  expect(queryAt(at, "Hi ", 3)).toBeNull();
  expect(queryAt({ from: 3, trigger: null }, "Hi pi", 5)).toBe("pi");
});
