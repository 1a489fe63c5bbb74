import { customer } from "./en/customer";
import { errors } from "./en/errors";
import { widget } from "./en/widget";
import { workspace } from "./en/workspace";

/** The languages that have catalogs, as BCP 47 tags. English is the source, and its catalog is the type of the others. */
export const LOCALES = ["en"] as const;
export type Locale = (typeof LOCALES)[number];
/** The language of the workspace, which is the same for everybody. */
export const WORKSPACE_LOCALE: Locale = "en";

const en = { workspace, widget, customer, errors } as const;
export type Catalog = typeof en;
/** One catalog, for one kind of reader. */
export type Surface = keyof Catalog;

const catalogs: Record<Locale, Catalog> = { en };

export const catalog = <S extends Surface>(surface: S, locale: Locale): Catalog[S] => catalogs[locale][surface];
