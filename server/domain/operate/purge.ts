import { env } from "@/server/lib/env";
import type { Ctx } from "../context";
import { purgeUnsentFiles } from "../conversations/attachments/purge-unsent-files";
import { type Pass, RETENTION } from "./retention";

const AT_ONCE = 5000;

/**
 * Drops what has outlived its use, table by table, as `RETENTION` says. Housekeeping: it changes nothing a screen shows, so it is
 * no command and writes no event. Each statement takes a bounded number of rows; the next minute takes the rest.
 */
export async function purge(
  { db, now }: Ctx,
  { settings = env(), atOnce = AT_ONCE }: Partial<Pick<Pass, "settings" | "atOnce">> = {},
): Promise<void> {
  const pass: Pass = { settings, atOnce, now: now() };
  for (const rule of Object.values(RETENTION))
    if ("drop" in rule) for (const statement of rule.drop(pass)) await db.execute(statement);
  await purgeUnsentFiles({ db, now });
}
