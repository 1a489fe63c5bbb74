import { expect, test } from "vitest";
import { checkCallableNumber } from "./callable-number";

test.each(["911", "+1911", "112", "999", "933", "+1 988", "9-1-1"])("%s is an emergency number", (number) => {
  expect(() => checkCallableNumber(number)).toThrow("Use the store phone");
});
test.each(["72345", "+172345", "411"])("%s is too short to be called from here", (number) => {
  expect(() => checkCallableNumber(number)).toThrow("Short numbers cannot be called from here. Use the store phone.");
});
test.each(["+12133734253", "+14155550911", "+4930112112"])("%s may be called", (number) => {
  expect(() => checkCallableNumber(number)).not.toThrow();
});
