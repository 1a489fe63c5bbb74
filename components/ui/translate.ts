import type { useTranslations } from "next-intl";
import type { Catalog } from "@/messages/catalog";

/** `t` of one namespace, for functions that are given it by the component that calls them. */
export type Translate<N extends keyof Catalog["workspace"]> = ReturnType<typeof useTranslations<N>>;
