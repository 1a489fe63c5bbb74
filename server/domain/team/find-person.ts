import { and, isNull } from "drizzle-orm";
import { users } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { Ctx } from "../context";
import { hasEmail } from "./scope";

/** Finds the enabled person with an e-mail address that an identity provider has verified. Creates nobody. */
export async function findPerson({ db }: Pick<Ctx, "db">, email: string): Promise<{ id: Id; name: string } | null> {
  const [person] = await db
    .select({ id: users.id, name: users.name })
    .from(users)
    .where(and(hasEmail(email), isNull(users.disabledAt)));
  return person ?? null;
}
