import { users } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import { knownDevice } from "@/server/lib/device-token";
import { verifyPassword } from "@/server/lib/passwords";
import type { Ctx } from "../context";
import { hasEmail } from "./scope";
import { limited } from "./sign-in-limits";

/**
 * `address`: the caller's network address, or null when unknown. `deviceCookie`: the cookie set at an earlier sign-in.
 */
export type Attempt = { email: unknown; password: unknown; address: string | null; deviceCookie: string | null };

/**
 * Checks a password. Returns null for an unknown or disabled account, one without a password, and a wrong password, all after
 * the same work.
 * @param wait delays a slowed attempt; by default with a timer
 * @throws DomainError "rate_limited"
 */
export async function authenticate(
  { db, now }: Pick<Ctx, "db" | "now">,
  { email, password, address, deviceCookie }: Attempt,
  wait?: (ms: number) => Promise<unknown>,
): Promise<{ id: Id; name: string } | null> {
  if (typeof email !== "string" || typeof password !== "string") return null;
  if (email.length > 200 || password.length > 200) return null;
  const check = async () => {
    const [person] = await db
      .select({ id: users.id, name: users.name, hash: users.passwordHash, disabledAt: users.disabledAt })
      .from(users)
      .where(hasEmail(email));
    const matches = await verifyPassword(password, person?.hash ?? null);
    return person && matches && !person.disabledAt ? { id: person.id, name: person.name } : null;
  };
  const device = knownDevice(deviceCookie, email, now());
  return limited(db, { account: email, address, device }, check, wait);
}
