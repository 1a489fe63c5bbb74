import { and, eq, inArray, ne } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { places, userPlaces, users } from "@/db/schema";
import { DomainError, invalidInput } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import { type Person, SavePerson } from "@/server/contract/team";
import { hashPassword } from "@/server/lib/passwords";
import { command, type Write } from "../command";
import type { Ctx } from "../context";
import { endSessionsOf } from "./end-session";
import { requireAdministrator } from "./policy";
import { hasEmail, scopesOf } from "./scope";

/**
 * Adds a person, or changes one: name, role, scope and, when given, the password. A change of role or password ends their
 * sessions.
 * @throws DomainError "forbidden"; "not_found": no such person; "invalid": an unknown place, an administrator taking the
 * role from themselves; "conflict": the e-mail belongs to somebody else
 * @source Storeline `users`
 */
export async function savePerson(ctx: Ctx, raw: z.input<typeof SavePerson>): Promise<Person> {
  requireAdministrator(ctx.actor);
  const parsed = SavePerson.safeParse(raw);
  if (!parsed.success) throw invalidInput(parsed.error);
  const { password, ...input } = parsed.data;
  // Hashed before the transaction, because it takes long and the embedded database has one connection.
  return writePerson(ctx, password === undefined ? input : { ...input, passwordHash: await hashPassword(password) });
}

const Hashed = SavePerson.omit({ password: true }).extend({ passwordHash: z.string().optional() });
type Hashed = z.infer<typeof Hashed>;

const writePerson = command(Hashed, async (write, input): Promise<Person> => {
  const { tx, actor, emit } = write;
  const { userId, passwordHash, placeIds } = input;
  const id = userId ?? uuidv7();
  await refuseTakenEmail(write, id, input.email);
  if (userId === undefined) await insertPerson(write, id, input);
  else await updatePerson(write, id, input);
  await setPlaces(write, id, [...new Set(placeIds)]);
  if (userId !== undefined && passwordHash !== undefined) {
    await endSessionsOf(write, id, "password_changed", actor.kind === "person" ? actor.sid : undefined);
  }
  emit("person.changed", { userId: id });
  const scope = (await scopesOf(tx, [id])).get(id);
  const [row] = await tx.select({ disabledAt: users.disabledAt }).from(users).where(eq(users.id, id));
  const placeIdsNow = scope?.placeIds ?? [];
  const { name, role, scopeAll } = input;
  return { id, name, role, scopeAll, placeIds: placeIdsNow, disabled: row?.disabledAt != null };
});

const columns = (input: Hashed) => ({
  email: input.email,
  name: input.name,
  role: input.role,
  scopeAll: input.scopeAll,
  regions: [...new Set(input.regions)],
  ...(input.passwordHash === undefined ? {} : { passwordHash: input.passwordHash }),
});

async function insertPerson({ tx, now }: Write, id: Id, input: Hashed): Promise<void> {
  await tx.insert(users).values({ id, ...columns(input), createdAt: now });
}

async function updatePerson(write: Write, id: Id, input: Hashed): Promise<void> {
  const { tx, actor } = write;
  const [before] = await tx.select({ role: users.role }).from(users).where(eq(users.id, id)).for("update");
  if (!before) throw new DomainError("not_found");
  if (before.role !== input.role) {
    if (actor.id === id) throw new DomainError("invalid", "ownRole");
    await endSessionsOf(write, id, "role_changed");
  }
  await tx.update(users).set(columns(input)).where(eq(users.id, id));
}

async function refuseTakenEmail({ tx }: Write, id: Id, email: string): Promise<void> {
  const [other] = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(hasEmail(email), ne(users.id, id)));
  if (other) throw new DomainError("conflict", "emailTaken");
}

async function setPlaces({ tx }: Write, userId: Id, placeIds: Id[]): Promise<void> {
  if (placeIds.length > 0) {
    const known = await tx.select({ id: places.id }).from(places).where(inArray(places.id, placeIds));
    if (known.length !== placeIds.length) throw new DomainError("invalid", "placesUnknown");
  }
  await tx.delete(userPlaces).where(eq(userPlaces.userId, userId));
  if (placeIds.length > 0) await tx.insert(userPlaces).values(placeIds.map((placeId) => ({ userId, placeId })));
}
