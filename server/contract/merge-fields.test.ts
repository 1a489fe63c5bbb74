import { expect, test } from "vitest";
import { fillMergeFields, firstUnresolved, hasInvalidField, unresolvedFields } from "./merge-fields";

test("fields with a value are filled in, in any spelling; the others stay as they are", () => {
  const text = "Hi {{customer.first_name}}, {{ Customer.Name }}: {{order.number}} is at {{location.name}}.";
  const values = { "customer.first_name": "Maya", "customer.name": "Maya Chen", "location.name": "Pine Street" };
  expect(fillMergeFields(text, values)).toBe("Hi Maya, Maya Chen: {{order.number}} is at Pine Street.");
});

test("a value that looks like a field is not filled in itself", () => {
  const values = { "customer.first_name": "{{me.name}}", "me.name": "Ana Ruiz" };
  expect(fillMergeFields("Hi {{customer.first_name}}", values)).toBe("Hi {{me.name}}");
});

test("only known fields count as unresolved, each once; what a customer wrote in braces does not", () => {
  expect(unresolvedFields("{{order.number}} and {{ORDER.NUMBER}}, {{me.name}}")).toEqual(["order.number", "me.name"]);
  expect(unresolvedFields("You wrote {{hello}}, {customer.name} and {{ two words }}")).toEqual([]);
});

test("the first unresolved field is found after other words in braces", () => {
  const text = "{{hello}} {{ Order.Number }} {{me.name}}";
  const found = firstUnresolved(text);
  expect(text.slice(found?.start, found?.end)).toBe("{{ Order.Number }}");
  expect(firstUnresolved("You wrote {{hello}}")).toBeNull();
});

test.each([
  "Hi {{customer.nickname}}",
  "Hi {{customer.first-name}}",
  "Hi {{customer name}}",
  "Bonjour {{pr\u00e9nom}}",
  "Hi {{customer.first_name",
  "Hi {{customer.first_name}",
  "Hi {{ {{customer.name}}",
  "Hi {{}}",
])("a saved reply may not hold %s", (text) => {
  expect(hasInvalidField(text)).toBe(true);
});

test.each([
  "Hi {{customer.name}}, {{ Me.First_Name }}{{order.number}}",
  "Single braces {one} {and {{me.name}}}",
  "No braces",
])("a saved reply may hold %s", (text) => {
  expect(hasInvalidField(text)).toBe(false);
});
