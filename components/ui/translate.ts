import type { useTranslations } from "next-intl";
import type { Catalog } from "@/messages/catalog";

/** The type of `t` of one namespace, for functions that receive it from a component. */
export type Translate<N extends keyof Catalog["workspace"]> = ReturnType<typeof useTranslations<N>>;
