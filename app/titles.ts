import type { Metadata } from "next";
import { type Catalog, catalog, WORKSPACE_LOCALE } from "@/messages/catalog";

const { pages } = catalog("workspace", WORKSPACE_LOCALE).shell;

/** The title of a page in the browser's tab. */
export const titled = (page: keyof Catalog["workspace"]["shell"]["pages"]): Metadata => ({ title: pages[page] });
