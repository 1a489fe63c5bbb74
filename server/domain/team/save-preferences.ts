import { sql } from "drizzle-orm";
import { personPreferences } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import { MAX_QUIET_DAYS, type PersonPreferences, SavePreferences } from "@/server/contract/preferences";
import { command } from "../command";
import { toPreferences } from "./preferences";

const DAY_MS = 86_400_000;

/**
 * Changes some of the actor's own preferences, for all their devices.
 * @returns all of them
 * @throws DomainError "forbidden" for anybody but a person; "invalid" for a do-not-disturb that would last too long
 */
export const savePreferences = command(
  SavePreferences,
  async ({ tx, actor, now, emit }, choices): Promise<PersonPreferences> => {
    if (actor.kind !== "person") throw new DomainError("forbidden");
    const until = choices.doNotDisturbUntil ? Date.parse(choices.doNotDisturbUntil) : 0;
    if (until > now.getTime() + MAX_QUIET_DAYS * DAY_MS)
      throw new DomainError("invalid", "quietTooLong", { days: MAX_QUIET_DAYS });
    const [row] = await tx
      .insert(personPreferences)
      .values({ userId: actor.id, choices })
      .onConflictDoUpdate({
        target: personPreferences.userId,
        set: {
          choices: sql`${personPreferences.choices} || excluded.choices`,
          version: sql`${personPreferences.version} + 1`,
        },
      })
      .returning();
    emit("preferences.changed", { userId: actor.id });
    return toPreferences(row as NonNullable<typeof row>);
  },
);
