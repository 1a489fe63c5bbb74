import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { englishFormat } from "@/tests/intl";

const format = englishFormat();

const digits = (text: string) => text.replace(/[^\d.,]/g, "");

test("a duration has hours only when it needs them", () => {
  expect([0, 7_900, 133_000, 3_733_000, -5].map(format.duration)).toEqual(["0:00", "0:07", "2:13", "1:02:13", "0:00"]);
});

describe("money", () => {
  test.each([
    [1234, "USD", "12.34"],
    [1234, "JPY", "1,234"],
    [1234, "KRW", "1,234"],
    [1234, "KWD", "1.234"],
    [1234, "BHD", "1.234"],
    [-1234, "EUR", "12.34"],
    [1234, "usd", "12.34"],
  ])("has its currency's own decimals: %d %s is %s", (minor, currency, expected) => {
    expect(digits(format.money(minor, currency))).toBe(expected);
  });

  test.each([
    ["XYZ", "12.34 XYZ"],
    ["U$D", "12.34 U$D"],
    ["", "12.34"],
    ["€€€", "12.34 €€€"],
  ])("in a currency that does not exist (%s) is written out", (currency, expected) => {
    expect(format.money(1234, currency)).toBe(expected);
  });
});

test("no formatter throws, whatever its input", () => {
  const odd = fc.oneof(
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.double(),
    fc.constantFrom<unknown>(null, undefined, Number.NaN, 8.64e15 + 1, "en_US", "not a time", {}, []),
  );
  const calls = Object.values(format).map((one) => one as (...args: unknown[]) => string);
  fc.assert(
    fc.property(odd, odd, (a, b) => {
      for (const call of calls) expect(typeof call(a, b)).toBe("string");
    }),
    { numRuns: 2000 },
  );
});

test("no other file of the workspace uses Intl", () => {
  const files = ["app", "components"].flatMap((folder) =>
    readdirSync(path.resolve(folder), { recursive: true, encoding: "utf8" }).map((name) => path.join(folder, name)),
  );
  const own = files
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name) && name !== "components/ui/format.ts")
    .filter((name) => /\bIntl\.|\.toLocale(String|DateString|TimeString)\(/.test(readFileSync(name, "utf8")));
  expect(own).toEqual([]);
});
