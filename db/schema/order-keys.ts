import { type SQL, sql } from "drizzle-orm";

/**
 * The keys by which lists of conversations are sorted, as indexes have them: an expression that differs from its index's by a
 * word is sorted instead of read in order. Each is ascending together with the id.
 * @param of the alias of the conversation with its dot; nothing in an index
 */
export const ORDER_KEYS = {
  /** How long after the epoch the wait began; whoever does not wait comes later than any time, newest message first. */
  waiting: (of = sql``): SQL =>
    sql`coalesce(${of}waiting_since - timestamptz 'epoch',
      interval '400000 days' - (${of}last_message_at - timestamptz 'epoch'))`,
  /** The end of the snooze. */
  /** How long before the end of all times the newest message or mention was. No index has it: nobody follows many conversations. */
  recent: (of = sql``): SQL =>
    sql`timestamptz 'epoch' - greatest(${of}last_message_at, coalesce(${of}last_mention_at, ${of}last_message_at))`,
  due: (of = sql``): SQL => sql`coalesce(${of}snoozed_until, timestamptz 'infinity')`,
};

/** Below the key of everybody who does not wait, above all others. */
export const NO_ONE_WAITS = sql`interval '300000 days'`;
