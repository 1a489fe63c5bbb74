import { and, eq, isNull } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { sessions, users } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import { Id } from "@/server/contract/ids";
import { command } from "../command";

/** A sign-in lasts for one long shift, and use does not extend it. */
export const SESSION_SECONDS = 12 * 60 * 60;

/**
 * Starts a session for a person who has just authenticated. The id is always new, which prevents session fixation.
 * @throws DomainError "unauthenticated" when the person is absent or disabled
 */
export const startSession = command(z.strictObject({ userId: Id }), async ({ tx, now }, { userId }) => {
  const [person] = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, userId), isNull(users.disabledAt)))
    .for("share");
  if (!person) throw new DomainError("unauthenticated");
  const sid = uuidv7();
  const expiresAt = new Date(now.getTime() + SESSION_SECONDS * 1000);
  await tx.insert(sessions).values({ id: sid, userId, createdAt: now, expiresAt });
  return { sid, expiresAt };
});
