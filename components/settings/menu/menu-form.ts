import type { Menu } from "@/server/contract/menus";
import type { SettingForm } from "../schema-form";

export type MenuForm = SettingForm<Menu>;
/** An empty field means that there is no recording. */
export const orNull = (entered: string | null): string | null => entered?.trim() || null;
