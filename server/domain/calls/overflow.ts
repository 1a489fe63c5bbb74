import { and, eq } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { places } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { SettingsReader } from "@/server/domain/context";
import { overflowPlace } from "./settings";

/**
 * Finds the place whose people are rung when nobody at a place answers.
 * @returns null without one, when it is the place itself, and when it no longer takes work
 */
export async function overflowOf(db: Db | Tx, settings: SettingsReader, placeId: Id): Promise<Id | null> {
  const overflowId = await settings.get(overflowPlace, placeId);
  if (!overflowId || overflowId === placeId) return null;
  const [place] = await db
    .select({ id: places.id })
    .from(places)
    .where(and(eq(places.id, overflowId), eq(places.takesWork, true)));
  return place?.id ?? null;
}
