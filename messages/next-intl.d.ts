import type { Catalog, Locale } from "./catalog";

// A wrong key, or a missing or extra parameter does not compile (docs/adr/0036-messages-in-catalogs.md).
declare module "next-intl" {
  interface AppConfig {
    Locale: Locale;
    Messages: Catalog["workspace"];
  }
}
