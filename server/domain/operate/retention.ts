import { type SQL, sql } from "drizzle-orm";
import { events } from "@/db/schema";
import { CALLS_RETENTION } from "../calls/retention";
import { COMMERCE_RETENTION } from "../commerce/retention";
import { CONSENT_RETENTION } from "../consent/retention";
import { ATTACHMENTS_RETENTION } from "../conversations/attachments/retention";
import { DRAFT_RETENTION } from "../conversations/drafts/retention";
import { OFFERS_RETENTION } from "../conversations/offers/retention";
import { RECORD_RETENTION } from "../conversations/record/retention";
import { SCHEDULING_RETENTION } from "../conversations/scheduling/retention";
import { CUSTOMERS_RETENTION } from "../customers/retention";
import { REPLIES_RETENTION } from "../replies/retention";
import { daysAgo, deleteFrom, type Pass, type Rules } from "../retention";
import { SETTINGS_RETENTION } from "../settings/retention";
import { TEAM_RETENTION } from "../team/retention";

/** How much longer than `RETENTION_LOG_DAYS` events wait for a consumer that has not read them. */
const CONSUMER_GRACE_DAYS = 7;

/**
 * The time of the oldest event that some consumer has not read. Events are ordered by transaction, which is only roughly by
 * time.
 */
const UNREAD_SINCE = sql`(select min(next.at) - interval '10 minutes' from consumers c cross join lateral (
    select e.at from events e where (e.tx, e.id) > (c.tx, c.id) order by e.tx, e.id limit 1) next
  where c.epoch = (select epoch from log_epoch))`;

/**
 * Events that a consumer of the log has not read are kept longer, up to a limit. Deleting them after that leaves the consumer a
 * gap.
 */
function dropEvents(pass: Pass): SQL {
  const days = pass.settings.RETENTION_LOG_DAYS;
  const atLeast = sql`${daysAgo(pass, days + CONSUMER_GRACE_DAYS)}::timestamptz`;
  const before = sql`least(${daysAgo(pass, days)}::timestamptz, greatest(${atLeast}, coalesce(${UNREAD_SINCE}, 'infinity')))`;
  return sql`with dropped as (${deleteFrom(events, [events.tx, events.id], sql`${events.at} < ${before}`, events.at, pass)}
      returning tx, id),
    marked as (update consumers c set has_gap = true
      where not has_gap and exists (select 1 from dropped d where (d.tx, d.id) > (c.tx, c.id)))
    select from dropped`;
}

/**
 * How long the rows of each table are kept, declared by its noun. A test fails for a table without a rule, because it would
 * grow for ever.
 */
export const RETENTION: Rules = {
  ...CALLS_RETENTION,
  ...COMMERCE_RETENTION,
  ...CONSENT_RETENTION,
  ...CUSTOMERS_RETENTION,
  ...TEAM_RETENTION,
  ...SETTINGS_RETENTION,
  ...REPLIES_RETENTION,
  ...RECORD_RETENTION,
  ...OFFERS_RETENTION,
  ...ATTACHMENTS_RETENTION,
  ...DRAFT_RETENTION,
  ...SCHEDULING_RETENTION,
  events: {
    drop: (pass) => [dropEvents(pass)],
  },
  consumers: { keptBecause: "one row a consumer: where it goes on" },
  jobs: { droppedBy: "the relay, once pg-boss has them; pg-boss drops its own a day after they ended" },
  leases: { keptBecause: "one row for each kind of work that one process does at a time" },
  log_epoch: { keptBecause: "one row" },
};
