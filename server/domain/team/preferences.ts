import { inArray } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { personPreferences } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import { CHOICES, type PersonPreferences } from "@/server/contract/preferences";
import type { PersonActor } from "@/server/contract/team";
import type { Ctx } from "../context";

/** What holds for a person who has chosen nothing (ADR 0072, ADR 0073). */
export const DEFAULT_PREFERENCES: PersonPreferences = {
  version: 0,
  doNotDisturbUntil: null,
  soundWhen: "unopened",
  messageSound: true,
  assignedSound: true,
  offeredSound: true,
  callbackSound: true,
  mentionSound: true,
  followedSound: false,
  afterClaim: "stay",
  afterResolve: "next",
};

type Stored = Pick<typeof personPreferences.$inferSelect, "version" | "choices">;

/** Reads what is stored: a choice that is missing, or that this version does not know, has its default. */
export function toPreferences({ version, choices }: Stored): PersonPreferences {
  const known = Object.entries(CHOICES).flatMap(([key, schema]) => {
    const { success, data } = schema.safeParse(choices[key]);
    return success ? [[key, data] as const] : [];
  });
  return { ...DEFAULT_PREFERENCES, ...Object.fromEntries(known), version };
}

/** The preferences of these people, by id. */
export async function preferencesOf(db: Db | Tx, userIds: readonly Id[]): Promise<ReadonlyMap<Id, PersonPreferences>> {
  const rows = await db
    .select()
    .from(personPreferences)
    .where(inArray(personPreferences.userId, [...userIds]));
  const chosen = new Map(rows.map((row) => [row.userId, toPreferences(row)]));
  return new Map(userIds.map((id) => [id, chosen.get(id) ?? DEFAULT_PREFERENCES]));
}

/**
 * The signed-in person's own preferences.
 * @source Storeline `person_preferences`
 */
export async function getPreferences({ db, actor }: Ctx<PersonActor>): Promise<PersonPreferences> {
  return (await preferencesOf(db, [actor.id])).get(actor.id) ?? DEFAULT_PREFERENCES;
}
