import { type SQL, sql } from "drizzle-orm";
import { inboxEvents } from "@/db/schema";
import { daysAgo, drop, type Pass, type Rules } from "@/server/domain/retention";

const inboxKey = [inboxEvents.connection, inboxEvents.eventId];
const isFact = sql`${inboxEvents.kind} like 'retail.%'`;

/** Parked events whose dependency never arrived, and payloads that are no longer needed. */
const forgetPayloads = (pass: Pass): SQL => {
  const keys = sql.join(inboxKey, sql`, `);
  const before = daysAgo(pass, pass.settings.RETENTION_PARKED_DAYS);
  return sql`update ${inboxEvents} set payload = null, waits_for = null,
      state = case when state = 'parked' then 'stale' else state end
    where (${keys}) in (select ${keys} from ${inboxEvents} where ${inboxEvents.receivedAt} < ${before}
      and ${inboxEvents.payload} is not null order by ${inboxEvents.receivedAt} limit ${pass.atOnce} for update skip locked)
    returning 1`;
};

export const COMMERCE_RETENTION: Rules = {
  inbox_events: {
    drop: (pass) => {
      const facts = daysAgo(pass, pass.settings.RETENTION_FACT_KEY_DAYS);
      const messages = daysAgo(pass, pass.settings.RETENTION_MESSAGE_KEY_DAYS);
      // An index condition on the kind first: keys of messages are kept longer and are stored between those of old facts.
      const isOld = sql`${inboxEvents.receivedAt} < ${facts} and ${inboxEvents.state} <> 'parked'
        and (${isFact} or ${inboxEvents.receivedAt} < ${messages})`;
      return [forgetPayloads(pass), drop(inboxEvents, inboxKey, isOld, inboxEvents.receivedAt, pass)];
    },
  },
  orders: { keptBecause: "one row an order, as long as its customer asks about it" },
  order_lines: { keptBecause: "they are the order" },
  fulfilments: { keptBecause: "they are the order" },
  shipments: { keptBecause: "they are the order" },
  skus: { keptBecause: "the catalog: one row a SKU" },
  stock_levels: { keptBecause: "one row a SKU, place and source, overwritten" },
  feeds: { keptBecause: "one row a source, stream and place, overwritten" },
  loyalty_accounts: { keptBecause: "one row a member, replaced by the source" },
};
