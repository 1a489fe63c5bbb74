import { eq } from "drizzle-orm";
import type { z } from "zod";
import { users } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import type { DisableEffects, PersonInput } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { requireAdministrator } from "@/server/domain/team/policy";
import { countHeld } from "./held-work";

/**
 * Previews the effects of disabling a person: how many conversations return to each place's queue, and how many transfers end.
 * @throws DomainError "forbidden"; "not_found"
 * @source Storeline `conversations`, `offers`
 */
export async function disableEffects(
  { db, actor }: Ctx,
  { userId }: z.input<typeof PersonInput>,
): Promise<DisableEffects> {
  requireAdministrator(actor);
  const [person] = await db.select({ id: users.id }).from(users).where(eq(users.id, userId));
  if (!person) throw new DomainError("not_found", "personUnknown");
  return countHeld(db, userId);
}
