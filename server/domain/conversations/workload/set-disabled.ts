import { eq } from "drizzle-orm";
import { users } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import { type Released, SetDisabled } from "@/server/contract/team";
import { command } from "@/server/domain/command";
import { endSessionsOf } from "@/server/domain/team/end-session";
import { requireAdministrator } from "@/server/domain/team/policy";
import { releasePerson } from "./release-person";

const NOTHING: Released = { conversations: 0, offers: 0 };

/**
 * Disables or enables a person. Disabling ends their sessions and returns their conversations to queues; enabling does not
 * bring them back.
 * @returns the released work
 * @throws DomainError "forbidden"; "not_found"; "invalid": oneself
 */
export const setDisabled = command(SetDisabled, async (write, { userId, disabled }): Promise<Released> => {
  const { tx, actor, now, emit } = write;
  requireAdministrator(actor);
  if (actor.id === userId) throw new DomainError("invalid", "disableSelf");
  const [person] = await tx
    .select({ disabledAt: users.disabledAt })
    .from(users)
    .where(eq(users.id, userId))
    .for("update");
  if (!person) throw new DomainError("not_found");
  if ((person.disabledAt !== null) === disabled) return NOTHING;
  await tx
    .update(users)
    .set({ disabledAt: disabled ? now : null })
    .where(eq(users.id, userId));
  if (disabled) await endSessionsOf(write, userId, "disabled");
  const released = disabled ? await releasePerson(write, userId) : NOTHING;
  emit("person.changed", { userId });
  return released;
});
