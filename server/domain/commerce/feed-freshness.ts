import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { alias, type PgColumn } from "drizzle-orm/pg-core";
import { feeds } from "@/db/schema";
import type { FeedStream } from "@/server/contract/commerce";

/** The feed of one place; join it with `feedOf`. */
export const placeFeed = alias(feeds, "place_feed");
/** The feed of all places; join it with `feedOf`. */
export const wholeFeed = alias(feeds, "whole_feed");

/** The join condition between a row and its feed: same source and stream, at its place or at all places. */
export const feedOf = (
  feed: typeof placeFeed | typeof wholeFeed,
  stream: FeedStream,
  source: PgColumn,
  place?: PgColumn,
) => and(eq(feed.source, source), eq(feed.stream, stream), place ? eq(feed.placeId, place) : isNull(feed.placeId));

/** When the source last confirmed a row: by the row itself or by its feed. */
export const latest = (own: PgColumn, ...feedTimes: PgColumn[]): SQL<Date> =>
  sql`greatest(${sql.join([own, ...feedTimes], sql`, `)})`.mapWith(own) as SQL<Date>;
