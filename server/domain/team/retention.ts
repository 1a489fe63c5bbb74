import { sql } from "drizzle-orm";
import { sessions } from "@/db/schema";
import { daysAgo, drop, type Rules } from "@/server/domain/retention";

export const TEAM_RETENTION: Rules = {
  sessions: {
    drop: (pass) => [
      drop(
        sessions,
        [sessions.id],
        sql`${sessions.expiresAt} < ${daysAgo(pass, pass.settings.RETENTION_SESSION_DAYS)}`,
        sessions.expiresAt,
        pass,
      ),
    ],
  },
  places: { keptBecause: "one row a store or team" },
  users: { keptBecause: "their names stand in history" },
  person_preferences: { keptBecause: "one row a person" },
  user_places: { keptBecause: "one row a person and place" },
};
