import { eq } from "drizzle-orm";
import { users } from "@/db/schema";
import { canBulkAssign } from "@/server/contract/abilities";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import type { Me, PersonActor } from "@/server/contract/team";
import type { Ctx } from "../context";
import { canAdminister, canSeeBoard, seesPersonalData } from "./policy";

/**
 * The signed-in person and their abilities, for rendering the workspace. The server checks abilities again on every call. Data
 * that the session check has just read is not read twice.
 * @throws DomainError "unauthenticated" when the person is gone
 * @source Storeline `users`
 */
export async function getMe({ db, actor }: Ctx<PersonActor>): Promise<Me> {
  const email = actor.email ?? (await readEmail(db, actor.id));
  const { id, name, role, scope } = actor;
  return {
    id,
    name,
    email,
    role,
    scope,
    can: {
      board: canSeeBoard(actor),
      bulkAssign: canBulkAssign(actor),
      settings: canAdminister(actor),
      seePersonalData: seesPersonalData(actor),
    },
  };
}

async function readEmail(db: Ctx["db"], id: Id): Promise<string> {
  const [row] = await db.select({ email: users.email }).from(users).where(eq(users.id, id));
  if (!row) throw new DomainError("unauthenticated");
  return row.email;
}
