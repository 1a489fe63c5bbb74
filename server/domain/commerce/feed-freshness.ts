import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { alias, type PgColumn } from "drizzle-orm/pg-core";
import { feeds } from "@/db/schema";
import type { FeedStream } from "@/server/contract/commerce";

/** A feed of one place, to be left-joined by `feedOf`. */
export const placeFeed = alias(feeds, "place_feed");
/** A feed as a whole, to be left-joined by `feedOf`. */
export const wholeFeed = alias(feeds, "whole_feed");

/** The feed a row belongs to: of its source and stream, at its place or at all. */
export const feedOf = (
  feed: typeof placeFeed | typeof wholeFeed,
  stream: FeedStream,
  source: PgColumn,
  place?: PgColumn,
) => and(eq(feed.source, source), eq(feed.stream, stream), place ? eq(feed.placeId, place) : isNull(feed.placeId));

/** When the source last confirmed a row: with the row itself, or with its feed. */
export const latest = (own: PgColumn, ...feedTimes: PgColumn[]): SQL<Date> =>
  sql`greatest(${sql.join([own, ...feedTimes], sql`, `)})`.mapWith(own) as SQL<Date>;
