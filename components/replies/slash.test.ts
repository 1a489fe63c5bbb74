import { expect, test } from "vitest";
import { queryAt, slashBefore } from "./slash";

test("a slash opens the list at the beginning of the text or of a word, not within one", () => {
  expect(slashBefore("/", 1)).toEqual({ from: 0, isSlash: true });
  expect(slashBefore("Hi /", 4)).toEqual({ from: 3, isSlash: true });
  expect(slashBefore("Hi\n/", 4)).toEqual({ from: 3, isSlash: true });
  for (const text of ["and/", "https:/", "https://"]) expect(slashBefore(text, text.length)).toBeNull();
  expect(slashBefore("/pick", 5)).toBeNull();
  expect(slashBefore("", 0)).toBeNull();
});

test("what follows is the query, until the caret leaves it, the line ends or the slash is deleted", () => {
  const at = { from: 3, isSlash: true };
  expect(queryAt(at, "Hi /pick up", 8)).toBe("pick");
  expect(queryAt(at, "Hi /pick up", 11)).toBe("pick up");
  expect(queryAt(at, "Hi /pick", 2)).toBeNull();
  expect(queryAt(at, "Hi / pick", 9)).toBeNull();
  expect(queryAt(at, "Hi /pick\nup", 11)).toBeNull();
  expect(queryAt(at, "Hi ", 3)).toBeNull();
  expect(queryAt({ from: 3, isSlash: false }, "Hi pi", 5)).toBe("pi");
});
