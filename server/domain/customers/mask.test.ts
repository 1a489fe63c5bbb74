import { expect, test } from "vitest";
import { contactLabel, customerName, freeText } from "./mask";

const masked = { masked: true };
const clear = { masked: false };

test("a contact is written for people, or hidden whole", () => {
  expect(contactLabel("phone", "+12133734253", clear)).toBe("+1 213 373 4253");
  expect(contactLabel("email", "ana@b.example", clear)).toBe("ana@b.example");
  for (const [kind, value] of [
    ["phone", "+12133734253"],
    ["email", "ana1@b.example"],
    ["loyalty", "L-123"],
    ["external:crm", "77"],
  ] as const) {
    expect(contactLabel(kind, value, masked)).not.toMatch(/\d|@/);
  }
});

test("a name that is an address is hidden; a name is not", () => {
  for (const name of ["+1 213 373 4253", "(213) 373-4253", "ana@b.example"])
    expect(customerName(name, masked)).toBe("Customer");
  for (const name of ["Ana O'Neil", "Henry 8"]) expect(customerName(name, masked)).toBe(name);
  expect(customerName("+1 213 373 4253", clear)).toBe("+1 213 373 4253");
});

test("in free text, what can be dialled or written to is hidden and small numbers stay", () => {
  expect(freeText("call +1 (213) 373-4253 or 213.373.4253, ana@b.example", masked)).toBe("call •••• or ••••, ••••");
  expect(freeText("order #1042, size 38, 2 pieces, $129.00", masked)).toBe("order #1042, size 38, 2 pieces, $129.00");
});

test.each([
  "213 - 373 - 4253",
  "213_373_4253",
  "2·1·3·3·7·3·4·2·5·3",
  "tel2133734253",
  "213\u2011373\u20114253",
  "213\u200b373\u200b4253",
  "２１３３７３４２５３",
  "٢١٣٣٧٣٤٢٥٣",
  "ana＠b.example",
])("no way of writing a number or address slips through: %s", (said) => {
  expect(freeText(`reach me: ${said} ok`, masked)).toBe(`reach me: ${said.startsWith("tel") ? "tel" : ""}•••• ok`);
  expect(customerName(said, masked)).toBe("Customer");
});
