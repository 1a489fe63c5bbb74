import { isDeepStrictEqual } from "node:util";
import { and, desc, eq, inArray } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { places, settingVersions } from "@/db/schema";
import { DomainError, invalidInput } from "@/server/contract/errors";
import {
  type Json,
  RestoreSetting,
  SaveSetting,
  type SettingDefinition,
  type SettingVersion,
} from "@/server/contract/setting";
import { command, type Write } from "../command";
import type { Ctx } from "../context";
import { mayChangeSettings } from "../settings/policy";
import { settingByKey } from "./registry";
import { toVersion } from "./setting-history";
import { checkScope, scopeColumns, versionsOf } from "./setting-scope";

type Change = Pick<SaveSetting, "key" | "scope" | "own" | "expectedVersion"> & { restoredFrom: number | null };

/**
 * Sets a scope's own value, or removes it so that the scope inherits again. A value equal to the current one changes nothing.
 * @returns the current version of the scope
 * @throws DomainError "forbidden" unless the actor is an admin or the system; "not_found" for an unknown setting, region or
 * place; "invalid" with `details.path` for a value that does not fit; "conflict" with `details.current` when it was changed
 * after `expectedVersion`
 */
export async function saveSetting(ctx: Ctx, input: SaveSetting): Promise<SettingVersion> {
  const saved = await save(ctx, input);
  ctx.settings.forget();
  return saved;
}

/**
 * Restores the value of an earlier version, as a new version.
 * @returns and throws as `saveSetting`; "not_found" also for an unknown version
 */
export async function restoreSetting(ctx: Ctx, input: RestoreSetting): Promise<SettingVersion> {
  const saved = await restore(ctx, input);
  ctx.settings.forget();
  return saved;
}

const save = command(SaveSetting, async (write, input): Promise<SettingVersion> => {
  if (!mayChangeSettings(write.actor)) throw new DomainError("forbidden");
  return writeVersion(write, settingByKey(input.key), { ...input, restoredFrom: null });
});

const restore = command(RestoreSetting, async (write, { version, ...input }): Promise<SettingVersion> => {
  if (!mayChangeSettings(write.actor)) throw new DomainError("forbidden");
  const setting = settingByKey(input.key);
  const versions = await write.tx.select().from(settingVersions).where(versionsOf(input.key, input.scope));
  const wanted = versions.find((one) => one.version === version);
  if (!wanted) throw new DomainError("not_found");
  return writeVersion(write, setting, { ...input, own: wanted.own as Change["own"], restoredFrom: version });
});

async function writeVersion(write: Write, setting: SettingDefinition, change: Change): Promise<SettingVersion> {
  const { tx, actor, now } = write;
  const { key, scope, expectedVersion, restoredFrom } = change;
  await checkScope(tx, setting, scope);
  const own = change.own && { value: parseValue(setting, change.own.value) };
  if (own) await checkPlaces(tx, setting, own.value);
  const [current] = await tx
    .select()
    .from(settingVersions)
    .where(versionsOf(key, scope))
    .orderBy(desc(settingVersions.version))
    .limit(1);
  const changedMeanwhile = (): DomainError =>
    new DomainError("conflict", "conflict", {
      current: current ? toVersion(current) : null,
    });
  if ((current?.version ?? 0) !== expectedVersion) throw changedMeanwhile();
  if (current && isDeepStrictEqual(current.own, own)) return toVersion(current);
  const [written] = await tx
    .insert(settingVersions)
    .values({
      id: uuidv7(),
      key,
      ...scopeColumns(scope),
      version: expectedVersion + 1,
      own,
      restoredFrom,
      authorId: actor.id,
      authorName: actor.name,
      at: now,
    })
    // Somebody else has saved this version at the same time.
    .onConflictDoNothing()
    .returning();
  if (!written) throw changedMeanwhile();
  write.emit("setting.changed", { key, ...scopeColumns(scope), version: written.version });
  // Lists of places carry this value in place of that of their record.
  if (setting.fromRecord && scope.kind === "place") write.emit("place.changed", { placeId: scope.placeId });
  return toVersion(written);
}

/** A place that a stored value names may stop taking work later; whoever reads the value deals with that. */
async function checkPlaces(tx: Write["tx"], { placesIn }: SettingDefinition, value: Json): Promise<void> {
  const named = placesIn?.(value) ?? [];
  if (named.length === 0) return;
  const ids = named.map(({ placeId }) => placeId);
  const taking = await tx
    .select({ id: places.id })
    .from(places)
    .where(and(inArray(places.id, ids), eq(places.takesWork, true)));
  const refused = named.find(({ placeId }) => taking.every(({ id }) => id !== placeId));
  if (refused) throw new DomainError("invalid", "placeTakesNoWork", { path: refused.path });
}

function parseValue(setting: SettingDefinition, value: unknown): Json {
  const parsed = setting.schema.safeParse(value);
  if (!parsed.success) throw invalidInput(parsed.error);
  return parsed.data as Json;
}
