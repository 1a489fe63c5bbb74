import { desc } from "drizzle-orm";
import { settingVersions } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import type { SettingInput, SettingVersion } from "@/server/contract/setting";
import type { Ctx } from "../context";
import { mayChangeSettings } from "../settings/policy";
import { settingByKey } from "./registry";
import { versionsOf } from "./setting-scope";

/** A history shows so many versions; older ones stay in the database. */
const MOST_SHOWN = 100;

/**
 * Every value a scope had of its own, newest first.
 * @throws DomainError "forbidden" unless an admin asks; "not_found" for an unknown setting
 */
export async function settingHistory({ db, actor }: Ctx, { key, scope }: SettingInput): Promise<SettingVersion[]> {
  if (!mayChangeSettings(actor)) throw new DomainError("forbidden");
  settingByKey(key);
  const rows = await db
    .select()
    .from(settingVersions)
    .where(versionsOf(key, scope))
    .orderBy(desc(settingVersions.version))
    .limit(MOST_SHOWN);
  return rows.map(toVersion);
}

/** A stored version as screens see it. */
export const toVersion = (row: typeof settingVersions.$inferSelect): SettingVersion => ({
  version: row.version,
  own: row.own,
  by: row.authorId ? { id: row.authorId, name: row.authorName } : null,
  at: row.at.toISOString(),
  restoredFrom: row.restoredFrom,
});
