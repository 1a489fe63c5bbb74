import { expect, test } from "vitest";
import { contactLabel, customerName, fileName, freeText, order, previewText, systemLine } from "./mask";

const masked = { masked: true };
const clear = { masked: false };

test("a contact is formatted for people, or hidden completely", () => {
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

test("a member's number is read with its program, and one without a program alone", () => {
  expect(contactLabel("loyalty", "Trailhead Club:TC-01812", clear)).toBe("Trailhead Club · TC-01812");
  expect(contactLabel("loyalty", "TC-01812", clear)).toBe("Loyalty TC-01812");
});

test("a name that is an address is hidden; a name is not", () => {
  for (const name of ["+1 213 373 4253", "(213) 373-4253", "ana@b.example"])
    expect(customerName(name, masked)).toBe("Customer");
  for (const name of ["Ana O'Neil", "Henry 8"]) expect(customerName(name, masked)).toBe(name);
  expect(customerName("+1 213 373 4253", clear)).toBe("+1 213 373 4253");
});

test("in free text, phone numbers and addresses are hidden and small numbers stay", () => {
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

test("a preview that is cut inside a number hides the rest of it", () => {
  expect(previewText("My number is 206-55…", masked)).toBe("My number is ••••…");
  expect(previewText("I wear size 38…", masked)).toBe("I wear size 38…");
  expect(previewText("My number is 206-55…", clear)).toBe("My number is 206-55…");
});

test("a file has a neutral name, whatever its original name", () => {
  const named = (name: string, mime: string, position = 0) => fileName({ name, mime }, position, masked);
  expect(named("Ana +1 206 555 0187.jpg", "image/jpeg")).toBe("photo-1.jpg");
  expect(named("ana@b.example.pdf", "application/pdf", 1)).toBe("file-2.pdf");
  expect(named("x", "text/+12065550187")).toBe("file-1");
  expect(fileName({ name: "receipt.pdf", mime: "application/pdf" }, 0, clear)).toBe("receipt.pdf");
});

test("every kind of system line is masked, also one that comes later, and its times and ids stay", () => {
  const byId = "20655501-8702-7065-8550-187020655501";
  const line = {
    type: "later",
    by: "Ana",
    byId,
    words: { said: "call 206-555-0187" },
    until: "2026-11-29T10:00:00.000Z",
  };
  expect(systemLine(line as never, masked)).toMatchObject({ by: "Ana", byId, until: "2026-11-29T10:00:00.000Z" });
  expect(JSON.stringify(systemLine(line as never, masked))).not.toContain("555-0187");
});

test("an order keeps its own and its parcels' numbers, and loses links that identify the customer", () => {
  const shipment = { carrier: "UPS", trackingNumber: "1Z9991234567890" };
  const view = (trackingUrl: string) =>
    order({ number: "100042317", lines: [], shipments: [{ ...shipment, trackingUrl }] } as never, masked);
  const link = "https://ups.example/t?n=1Z9991234567890";
  expect(view(link)).toMatchObject({ number: "100042317", shipments: [{ ...shipment, trackingUrl: link }] });
  for (const query of ["m=ana%40b.example", "p=%2B12065550187", "%E0&t=2065550187"])
    expect(view(`https://ups.example/?${query}`).shipments[0]?.trackingUrl).toBeNull();
});
