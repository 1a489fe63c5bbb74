import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalizeIdentity, placeholderName } from "./normalize";

const phone = (value: string) => normalizeIdentity({ kind: "phone", value }).value;
const email = (value: string) => normalizeIdentity({ kind: "email", value }).value;

describe("phone numbers", () => {
  test.each([
    "+14155550100",
    "(415) 555-0100",
    "1-415-555-0100",
    "415.555.0100 ext. 7",
    "＋１ ４１５ ５５５ ０１００",
    " tel: 415 555 0100 ",
  ])("“%s” is +14155550100", (spelling) => {
    expect(phone(spelling)).toBe("+14155550100");
  });

  test("other countries keep theirs", () => {
    expect(phone("+44 20 7946 0018")).toBe("+442079460018");
    expect(phone("+52 55 1234 5678")).toBe("+525512345678");
  });

  test.each(["911", "112", "933", "988", "22395", "+1911", "555-0100", "000 000 0000", "", "call me", "1".repeat(41)])(
    "“%s” is refused",
    (value) => {
      expect(() => phone(value)).toThrow(expect.objectContaining({ code: "invalid" }));
    },
  );
});

describe("e-mail addresses", () => {
  test("case, width and surrounding space do not matter", () => {
    expect(email(" Ana.Ruiz@Example.COM ")).toBe("ana.ruiz@example.com");
    expect(email("ａｎａ@example.com")).toBe("ana@example.com");
  });

  test.each([
    "ana",
    "ana@example",
    "a@b.test, c@d.test",
    "<ana@example.com>",
    "ana@exa mple.com",
    `${"a".repeat(250)}@b.test`,
  ])("“%s” is refused", (value) => {
    expect(() => email(value)).toThrow(expect.objectContaining({ code: "invalid" }));
  });
});

test("normalizing twice changes nothing, and any input is either refused or becomes a clean value", () => {
  const kind = fc.constantFrom("phone" as const, "email" as const, "visitor" as const, "loyalty" as const);
  fc.assert(
    fc.property(kind, fc.string({ unit: "binary", maxLength: 60 }), (of, value) => {
      try {
        const once = normalizeIdentity({ kind: of, value });
        expect(normalizeIdentity(once)).toEqual(once);
        expect(once.value).not.toContain("\0");
      } catch (error) {
        expect(error).toMatchObject({ code: "invalid" });
      }
    }),
  );
});

test("a customer without a name is named after the address they used", () => {
  expect(placeholderName({ kind: "visitor", value: "v1" })).toBe("Web visitor");
  expect(placeholderName({ kind: "phone", value: "+14155550100" })).toBe("+1 415 555 0100");
});
