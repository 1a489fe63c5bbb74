import { sql } from "drizzle-orm";
import { rateLimits } from "@/db/schema";
import { daysAgo, drop, type Rules } from "@/server/domain/retention";

export const SETTINGS_RETENTION: Rules = {
  rate_limits: {
    drop: (pass) => [
      drop(rateLimits, [rateLimits.key], sql`${rateLimits.expire} < ${daysAgo(pass, 1)}`, rateLimits.expire, pass),
    ],
  },
  connections: { keptBecause: "one row an account" },
  provider_sync: { keptBecause: "one row a connection, overwritten" },
  setting_versions: { keptBecause: "they say who changed what, and what can be restored" },
  endpoints: { keptBecause: "one row an address of ours" },
};
