import { expect, it } from "vitest";
import type { Translate } from "@/components/ui/translate";
import { english, englishFormat } from "@/tests/intl";
import { catalog } from "./catalog";
import { compileMessages } from "./compile";

it("a key that the catalog lacks, a missing parameter and one of another type do not compile", () => {
  const written = (t: Translate<"ui">) => [
    // @ts-expect-error no such key
    () => t("noSuchKey"),
    // @ts-expect-error `count` is missing
    () => t("minutes"),
    // @ts-expect-error `count` is a number
    () => t("minutes", { count: "4" }),
    () => t("minutes", { count: 4 }),
  ];
  expect(written(english("ui")).at(-1)?.()).toBe("4m");
});

it("every message of every surface is valid ICU", () => {
  for (const surface of ["workspace", "widget", "customer", "errors"] as const)
    expect(() => compileMessages(catalog(surface, "en"))).not.toThrow();
});

it("dates are formatted in the place's time zone", () => {
  const at = "2025-11-03T23:30:00Z";
  const now = Date.parse("2025-11-04T12:00:00Z");
  expect(englishFormat("America/New_York").dayLabel(at, now)).toBe("Yesterday");
  expect(englishFormat("Asia/Tokyo").dayLabel(at, now)).toBe("Today");
  expect(englishFormat("Asia/Tokyo").clockTime(at)).toBe("08:30");
});

it("compiled messages are plain objects, the only ones that React hands to the browser", () => {
  const prototypes = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if (!Array.isArray(value)) prototypes.add(Object.getPrototypeOf(value));
    for (const part of Object.values(value)) visit(part);
  };
  visit(compileMessages({ plural: "{count, plural, one {# text} other {# texts}}", plain: "{name}" }));
  expect([...prototypes]).toEqual([Object.prototype]);
});
