import { expect, test } from "vitest";
import { fillMergeFields, hasUnknownField, unresolvedFields } from "./merge-fields";

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

test("a field that does not exist is noticed", () => {
  expect(hasUnknownField("Hi {{customer.nickname}}")).toBe(true);
  expect(hasUnknownField("Hi {{customer.name}} {one} {{}}")).toBe(false);
});
