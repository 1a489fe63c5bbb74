import type { Env } from "@/server/lib/env";
import type { Ctx } from "../context";
import { reopenWindow } from "../conversations/receiving/settings";
import { saveSetting } from "./save-setting";
import { settingHistory } from "./setting-history";

/**
 * Imports a value that earlier versions read from the environment as the organization's first version, at the first start that
 * finds it. Afterwards administrators change it on screen.
 */
export async function settingsFromEnv(ctx: Ctx, { REOPEN_WINDOW_HOURS: hours }: Env): Promise<void> {
  if (hours === undefined) return;
  const setting = { key: reopenWindow.key, scope: { kind: "organization" } } as const;
  if ((await settingHistory(ctx, setting)).length > 0) return;
  await saveSetting(ctx, { ...setting, own: { value: hours }, expectedVersion: 0 });
}
