// Fills the database that the settings name with the demo's retailer; bundled for `npm run demo`, run as it is by `npm run dev`.
import "@/db/seed/cli";
