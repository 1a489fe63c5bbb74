import { desc } from "drizzle-orm";
import { settingVersions } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import type { SettingInput, SettingVersion } from "@/server/contract/setting";
import type { Ctx } from "../context";
import { mayChangeSettings } from "../settings/policy";
import { settingByKey } from "./registry";
import { versionsOf } from "./setting-scope";

/** The most versions that a history shows; older ones stay in the database. */
const MOST_SHOWN = 100;

/**
 * Lists the values that a scope had of its own, newest first.
 * @throws DomainError "forbidden" unless the actor is an admin; "not_found" for an unknown setting
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

/** Converts a stored version to its view. */
export const toVersion = (row: typeof settingVersions.$inferSelect): SettingVersion => ({
  version: row.version,
  own: row.own,
  by: row.authorId ? { id: row.authorId, name: row.authorName } : null,
  at: row.at.toISOString(),
  restoredFrom: row.restoredFrom,
});
