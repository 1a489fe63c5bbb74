import { count } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { users } from "@/db/schema";
import { Password } from "@/server/contract/team";
import { hashPassword } from "@/server/lib/passwords";
import { command } from "../command";

const FirstAdministrator = z.strictObject({ email: z.email().max(200), password: Password });

/**
 * Creates the first administrator of an empty database (ADMIN_EMAIL, ADMIN_PASSWORD). Does nothing once anybody exists, so the
 * variables may stay set.
 * @returns whether one was created
 */
export const bootstrapAdmin = command(FirstAdministrator, async ({ tx, now, emit }, { email, password }) => {
  const [people] = await tx.select({ n: count() }).from(users);
  if ((people?.n ?? 0) > 0) return false;
  const id = uuidv7();
  const passwordHash = await hashPassword(password);
  const made = await tx
    .insert(users)
    .values({ id, email, name: "Administrator", role: "admin", passwordHash, scopeAll: true, createdAt: now })
    .onConflictDoNothing()
    .returning({ id: users.id });
  if (made.length > 0) emit("person.changed", { userId: id });
  return made.length > 0;
});
