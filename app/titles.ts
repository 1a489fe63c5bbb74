import type { Metadata } from "next";
import { type Catalog, catalog } from "@/messages/catalog";

const { pages } = catalog("workspace", "en").shell;

/** The title of a page in the browser's tab. */
export const titled = (page: keyof Catalog["workspace"]["shell"]["pages"]): Metadata => ({ title: pages[page] });
