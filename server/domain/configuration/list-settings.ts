import { sql } from "drizzle-orm";
import { z } from "zod";
import { settingVersions } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import type { SettingDefinition, SettingScope, SettingView } from "@/server/contract/setting";
import type { Ctx } from "../context";
import { mayChangeSettings } from "../settings/policy";
import { resolveInherited } from "../settings/resolve-setting";
import { ownValues, readSettings } from "../settings/setting-values";
import { SETTINGS } from "./registry";
import { toVersion } from "./setting-history";
import { checkScopeExists, scopeColumns } from "./setting-scope";

/**
 * The settings that can be set at a scope, each with its own and its inherited value there.
 * @throws DomainError "forbidden" unless the actor is an admin; "not_found" for an unknown region or place
 */
export async function listSettings({ db, actor }: Ctx, { scope }: { scope: SettingScope }): Promise<SettingView[]> {
  if (!mayChangeSettings(actor)) throw new DomainError("forbidden");
  await checkScopeExists(db, scope);
  const { own, places } = await readSettings(db);
  const { region, placeId } = scopeColumns(scope);
  const last = await db
    .selectDistinctOn([settingVersions.key])
    .from(settingVersions)
    .where(sql`${settingVersions.region} is not distinct from ${region}
      and ${settingVersions.placeId} is not distinct from ${placeId}::uuid`)
    .orderBy(settingVersions.key, sql`${settingVersions.version} desc`);
  const place = placeId ? (places.get(placeId) ?? null) : null;
  const changes = new Map(last.map((row) => [row.key, row]));
  return SETTINGS.filter((setting) => setting.scopes.includes(scope.kind)).map((setting) => {
    const change = changes.get(setting.key);
    return {
      key: setting.key,
      editor: setting.editor,
      schema: schemaOf(setting),
      scopes: setting.scopes,
      own: change?.own ?? null,
      inherited: resolveInherited(setting, ownValues(own, setting.key), scope, place),
      changed: change ? toVersion(change) : null,
    };
  });
}

const schemaOf = ({ schema }: SettingDefinition): SettingView["schema"] =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as SettingView["schema"];
