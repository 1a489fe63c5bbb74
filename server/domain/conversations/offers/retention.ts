import { sql } from "drizzle-orm";
import { offers } from "@/db/schema";
import { daysAgo, drop, type Rules } from "@/server/domain/retention";

export const OFFERS_RETENTION: Rules = {
  offers: {
    drop: (pass) => [
      drop(
        offers,
        [offers.id],
        sql`${offers.state} <> 'pending' and ${offers.createdAt} < ${daysAgo(pass, pass.settings.RETENTION_OFFER_DAYS)}`,
        offers.createdAt,
        pass,
      ),
    ],
  },
};
