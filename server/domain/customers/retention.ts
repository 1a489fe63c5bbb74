import { sql } from "drizzle-orm";
import { customerSearches } from "@/db/schema";
import { daysAgo, drop, type Rules } from "@/server/domain/retention";

export const CUSTOMERS_RETENTION: Rules = {
  customers: { keptBecause: "their conversations are kept" },
  customer_identities: { keptBecause: "one row an address, by which a customer is known again" },
  unverified_identities: { keptBecause: "what a visitor left is how they are answered; one row each" },
  shared_identities: { keptBecause: "a system of record says so; replaced with each of its reports" },
  customer_merges: { keptBecause: "each says who is one person and why, and can be undone" },
  customer_searches: {
    drop: (pass) => [
      drop(
        customerSearches,
        [customerSearches.id],
        sql`at < ${daysAgo(pass, pass.settings.RETENTION_RECORDING_DAYS)}`,
        customerSearches.at,
        pass,
      ),
    ],
  },
  customer_notes: { keptBecause: "colleagues wrote them to be kept" },
};
