import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { users } from "@/db/schema";
import { DomainError, invalidInput } from "@/server/contract/errors";
import { ChangePassword, type PersonActor } from "@/server/contract/team";
import { hashPassword, verifyPassword } from "@/server/lib/passwords";
import { command } from "../command";
import type { Ctx } from "../context";
import { endSessionsOf } from "./end-session";
import { limitedBy } from "./sign-in-limits";

/**
 * Changes the actor's own password and ends their other sessions; the current one continues.
 * @throws DomainError "invalid": the current password is wrong; "rate_limited": it was wrong too often
 */
export async function changePassword(ctx: Ctx<PersonActor>, raw: z.input<typeof ChangePassword>): Promise<void> {
  const input = ChangePassword.safeParse(raw);
  if (!input.success) throw invalidInput(input.error);
  const { current, next } = input.data;
  const hashes = await limitedBy(ctx.db, `change ${ctx.actor.id}`, async () => {
    const [row] = await ctx.db.select({ hash: users.passwordHash }).from(users).where(eq(users.id, ctx.actor.id));
    const proved = row?.hash ?? null;
    // Both hashes run in parallel; each takes a quarter of a second and a thread.
    const [isRight, passwordHash] = await Promise.all([verifyPassword(current, proved), hashPassword(next)]);
    return isRight && proved !== null ? { proved, passwordHash } : null;
  });
  if (hashes === null) throw new DomainError("invalid", "wrongPassword");
  await replacePassword(ctx, hashes);
}

const Replace = z.strictObject({ proved: z.string(), passwordHash: z.string() });

/** Replaces only the hash that was verified, so that of two concurrent changes one fails. */
const replacePassword = command(Replace, async (write, { proved, passwordHash }): Promise<void> => {
  const { tx, actor } = write;
  if (actor.kind !== "person") throw new DomainError("forbidden");
  const changed = await tx
    .update(users)
    .set({ passwordHash })
    .where(and(eq(users.id, actor.id), eq(users.passwordHash, proved), isNull(users.disabledAt)))
    .returning({ id: users.id });
  if (changed.length === 0) throw new DomainError("conflict");
  await endSessionsOf(write, actor.id, "password_changed", actor.sid);
});
