import { uuidv7 } from "uuidv7";
import { places, users } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { PersonActor, Role } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { savePerson } from "@/server/domain/team/save-person";

export const DEMO_PASSWORD = "storeline-demo";

type Member = { email: string; name: string; role: Role; at: string[] | "all" };
const member = (first: string, last: string, role: Role, at: string[] | "all"): Member => ({
  email: `${first.toLowerCase()}@demo.example`,
  name: `${first} ${last}`,
  role,
  at,
});

/** The seven accounts for signing in come first; two of them share a store. */
export const TEAM: Member[] = [
  member("Ana", "Ruiz", "associate", ["101"]),
  member("Ben", "Okafor", "associate", ["102"]),
  member("Cora", "Lindqvist", "agent", ["CC"]),
  member("Pat", "Moreau", "partner_agent", ["CC"]),
  member("Sue", "Tanaka", "supervisor", "all"),
  member("Adam", "Weiss", "admin", "all"),
  member("Nia", "Brooks", "associate", ["101"]),
  member("Leo", "Marchetti", "associate", ["102"]),
  member("Ines", "Duarte", "associate", ["103"]),
  member("Omar", "Haddad", "associate", ["103"]),
  member("Kai", "Sandoval", "associate", ["104"]),
  member("Ruth", "Abela", "associate", ["105"]),
  member("Tom", "Fairley", "associate", ["106"]),
  member("Maya", "Iyer", "agent", ["CC"]),
  member("Jon", "Halvorsen", "agent", ["CC"]),
];
export const SIGN_IN = TEAM.slice(0, 7);

/** Creates missing people. @returns everybody as an actor, by e-mail */
export async function seedPeople(ctx: Ctx): Promise<Map<string, PersonActor>> {
  const placeRows = await ctx.db.select({ id: places.id, code: places.code }).from(places);
  const idOf = new Map(placeRows.map((place) => [place.code, place.id]));
  const have = await ctx.db.select({ id: users.id, email: users.email }).from(users);
  const known = new Map<string, Id>(have.map((user) => [user.email, user.id]));
  const actors = new Map<string, PersonActor>();
  for (const { email, name, role, at } of TEAM) {
    const all = at === "all";
    const placeIds = all ? [] : at.flatMap((code) => idOf.get(code) ?? []);
    // Hashing is slow on purpose; people who never sign in need no password.
    const password = SIGN_IN.some((one) => one.email === email) ? DEMO_PASSWORD : undefined;
    const input = { email, name, role, scopeAll: all, placeIds, regions: [], password };
    const id = known.get(email) ?? (await savePerson(ctx, input)).id;
    actors.set(email, { kind: "person", id, name, role, sid: uuidv7(), scope: { all, placeIds } });
  }
  return actors;
}
