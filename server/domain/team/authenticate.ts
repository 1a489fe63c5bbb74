import { users } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import { verifyPassword } from "@/server/lib/passwords";
import type { Ctx } from "../context";
import { limited } from "./limits";
import { hasEmail } from "./scope";

/** `address`: the network address of who asks, or null when unknown. */
export type Attempt = { email: unknown; password: unknown; address: string | null };

/**
 * Checks a password. Unknown, disabled, without a password and wrong all answer null, after the same work.
 * @throws DomainError "rate_limited"
 */
export async function authenticate(
  { db }: Pick<Ctx, "db">,
  { email, password, address }: Attempt,
): Promise<{ id: Id; name: string } | null> {
  if (typeof email !== "string" || typeof password !== "string") return null;
  if (email.length > 200 || password.length > 200) return null;
  return limited(db, { account: email, address }, async () => {
    const [person] = await db
      .select({ id: users.id, name: users.name, hash: users.passwordHash, disabledAt: users.disabledAt })
      .from(users)
      .where(hasEmail(email));
    const matches = await verifyPassword(password, person?.hash ?? null);
    return person && matches && !person.disabledAt ? { id: person.id, name: person.name } : null;
  });
}
