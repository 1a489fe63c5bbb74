import { eq } from "drizzle-orm";
import { z } from "zod";
import { users } from "@/db/schema";
import { DomainError, invalidInput } from "@/server/contract/errors";
import { Id } from "@/server/contract/ids";
import { SetPassword } from "@/server/contract/team";
import { hashPassword } from "@/server/lib/passwords";
import { command } from "../command";
import type { Ctx } from "../context";
import { endSessionsOf } from "./end-session";
import { requireAdministrator } from "./policy";

/**
 * Lets an administrator set a person's password, and ends that person's sessions.
 * @throws DomainError "forbidden"; "not_found"
 */
export async function setPassword(ctx: Ctx, raw: z.input<typeof SetPassword>): Promise<void> {
  requireAdministrator(ctx.actor);
  const input = SetPassword.safeParse(raw);
  if (!input.success) throw invalidInput(input.error);
  await writePassword(ctx, { userId: input.data.userId, passwordHash: await hashPassword(input.data.next) });
}

const Hashed = z.strictObject({ userId: Id, passwordHash: z.string() });

const writePassword = command(Hashed, async (write, { userId, passwordHash }): Promise<void> => {
  const { tx, actor } = write;
  const changed = await tx.update(users).set({ passwordHash }).where(eq(users.id, userId)).returning({ id: users.id });
  if (changed.length === 0) throw new DomainError("not_found");
  await endSessionsOf(write, userId, "password_changed", actor.kind === "person" ? actor.sid : undefined);
});
