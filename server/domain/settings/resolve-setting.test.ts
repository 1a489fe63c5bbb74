import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { defineSetting, SETTING_SCOPES, type SettingScope } from "@/server/contract/setting";
import { resolveInherited, resolveSetting } from "./resolve-setting";

const place = { id: "p", region: "Coast", timeZone: "America/Denver" };
const at = (kind: (typeof SETTING_SCOPES)[number]): SettingScope =>
  kind === "organization" ? { kind } : kind === "region" ? { kind, region: "Coast" } : { kind, placeId: "p" };
const declare = (scopes: (typeof SETTING_SCOPES)[number][], fromRecord?: () => number) =>
  defineSetting({ key: "x", schema: z.number().max(100), default: -1, scopes, ...(fromRecord && { fromRecord }) });

/** A value per scope: none, a valid one, or one that only an earlier version accepted. */
const values = fc.record({
  organization: fc.option(fc.constantFrom<unknown>(1, 2, 500, "old")),
  region: fc.option(fc.constantFrom<unknown>(3, 4, 500)),
  place: fc.option(fc.constantFrom<unknown>(5, 6, null)),
});
const usable = (value: unknown) => typeof value === "number" && value <= 100;

test("the most specific valid value of an allowed scope applies, then the system of record's, then the default", () => {
  fc.assert(
    fc.property(
      values,
      fc.subarray([...SETTING_SCOPES]),
      fc.boolean(),
      fc.boolean(),
      (stored, scopes, inRegion, recorded) => {
        const setting = declare(scopes, recorded ? () => 42 : undefined);
        const own = ({ kind }: SettingScope) => (stored[kind] === null ? null : { value: stored[kind] });
        const here = { ...place, region: inRegion ? "Coast" : "" };
        const winner = (["place", "region", "organization"] as const).find(
          (kind) => scopes.includes(kind) && usable(stored[kind]) && (kind !== "region" || inRegion),
        );
        const expected = winner
          ? { value: stored[winner], origin: at(winner) }
          : recorded
            ? { value: 42, origin: { kind: "record" } }
            : { value: -1, origin: { kind: "default" } };
        expect(resolveSetting(setting, own, here)).toEqual(expected);
      },
    ),
  );
});

test("the inherited value never depends on the scope's own value, and applies once that is removed", () => {
  fc.assert(
    fc.property(values, fc.constantFrom(...SETTING_SCOPES), (stored, kind) => {
      const setting = declare([...SETTING_SCOPES]);
      const own = (scope: SettingScope) => (stored[scope.kind] === null ? null : { value: stored[scope.kind] });
      const dropped = (scope: SettingScope) => (scope.kind === kind ? null : own(scope));
      const inherited = resolveInherited(setting, own, at(kind), place);
      expect(inherited).toEqual(resolveInherited(setting, dropped, at(kind), place));
      if (kind === "place") expect(inherited).toEqual(resolveSetting(setting, dropped, place));
    }),
  );
});
