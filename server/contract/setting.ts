import * as z from "zod";
import { Id, type IsoTime } from "./ids";

/** Where a value can be set, from the widest scope to the most specific. The most specific value applies. */
export const SETTING_SCOPES = ["organization", "region", "place"] as const;
export type ScopeKind = (typeof SETTING_SCOPES)[number];

/** The controls that edit a value: a form generated from its schema, or a custom editor. */
export type SettingEditor = "form" | "weekly_hours" | "closures" | "time_zone" | "place" | "choices" | "menu";

/** A setting as its noun declares it: typed, with a default, so that a new installation works before anybody sets anything. */
export type SettingDefinition<V = unknown> = {
  /** `noun.name`; stored with every version, so it never changes. */
  readonly key: string;
  readonly schema: z.ZodType<V>;
  readonly default: V;
  /** Derives the default of a place from the data of its system of record. */
  readonly fromRecord?: (place: { timeZone: string }) => V;
  readonly scopes: readonly ScopeKind[];
  readonly editor: SettingEditor;
  /** The places that a value names, each with its path in the value: they must take work when the value is saved. */
  placesIn?(value: V): { path: string; placeId: Id }[];
};

/** Declares a setting beside the noun it belongs to; `configuration/registry.ts` lists it. */
export function defineSetting<V>(
  definition: Omit<SettingDefinition<V>, "editor"> & { editor?: SettingEditor },
): SettingDefinition<V> {
  return { editor: "form", ...definition };
}

/** One organization, region or place. */
export const SettingScope = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("organization") }),
  z.strictObject({ kind: z.literal("region"), region: z.string().min(1).max(80) }),
  z.strictObject({ kind: z.literal("place"), placeId: Id }),
]);
export type SettingScope = z.infer<typeof SettingScope>;

const Address = { key: z.string().min(1).max(80), scope: SettingScope };
/** The version that the person saw; 0 when the scope never had a value of its own. */
const expectedVersion = z.number().int().min(0).max(1_000_000);

export const ListSettings = z.strictObject({ scope: SettingScope });
export const SettingInput = z.strictObject(Address);
export type SettingInput = z.infer<typeof SettingInput>;
/** `own: null` drops the scope's own value: it inherits again. */
export const SaveSetting = z.strictObject({
  ...Address,
  own: z.strictObject({ value: z.json() }).nullable(),
  expectedVersion,
});
export type SaveSetting = z.infer<typeof SaveSetting>;
export const RestoreSetting = z.strictObject({ ...Address, version: z.number().int().min(1), expectedVersion });
export type RestoreSetting = z.infer<typeof RestoreSetting>;

/** Where the value that applies comes from; `record`: the place's system of record. */
export type SettingOrigin = SettingScope | { kind: "default" } | { kind: "record" };
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type SettingInForce = { value: Json; origin: SettingOrigin };

/** One stored value of one scope, newest first in a history. @source Storeline `setting_versions` */
export type SettingVersion = {
  version: number;
  /** Null: from this version on the scope inherits. */
  own: { value: Json } | null;
  /** Null: the system, such as the demo's seed. */
  by: { id: Id; name: string } | null;
  at: IsoTime;
  restoredFrom: number | null;
};

/** A setting as one scope sees it. */
export type SettingView = {
  key: string;
  editor: SettingEditor;
  /** JSON Schema of the value, from which the form is generated. */
  schema: { [key: string]: Json };
  scopes: readonly ScopeKind[];
  /** The scope's own value now; null when it inherits. */
  own: { value: Json } | null;
  /** The value that applies when the scope has none of its own. */
  inherited: SettingInForce;
  /** The last change at this scope; null when there never was one. */
  changed: Pick<SettingVersion, "version" | "by" | "at"> | null;
};
