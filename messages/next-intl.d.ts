import type { Catalog, Locale } from "./catalog";

// A wrong key, a missing parameter or one too many does not compile (docs/adr/0036-messages-in-catalogs.md).
declare module "next-intl" {
  interface AppConfig {
    Locale: Locale;
    Messages: Catalog["workspace"];
  }
}
