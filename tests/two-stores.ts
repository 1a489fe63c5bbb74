import { asc, eq } from "drizzle-orm";
import type { Db } from "@/db/client";
import { makePlace, makeUser, SYSTEM } from "@/db/factories";
import { conversations, events, items } from "@/db/schema";
import type { PersonActor } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { freshDb } from "./db";
import { PEOPLE, PLACES } from "./world";

/** Two stores and their people, a clock that tests move, and short queries. */
export async function twoStores(opened?: Db) {
  const db = opened ?? (await freshDb()).db;
  let clock = new Date();
  const now = () => clock;
  const pine = await makePlace(db, PLACES.pine);
  const harbor = await makePlace(db, PLACES.harbor);
  const worksAt = { pine: pine.id, harbor: harbor.id };
  const make = async (name: "ana" | "abe" | "ben" | "sue" | "pat") => {
    const { at, ...person } = PEOPLE[name];
    const placeIds = at.map((place) => worksAt[place]);
    return (await makeUser(db, { ...person, placeIds, scopeAll: placeIds.length === 0 })).actor;
  };
  const people = {
    ana: await make("ana"),
    abe: await make("abe"),
    ben: await make("ben"),
    sue: await make("sue"),
    pat: await make("pat"),
  };
  return {
    db,
    pine,
    harbor,
    ...people,
    now,
    as: (actor: PersonActor): Ctx<PersonActor> => createCtx({ db, actor, now }),
    system: (): Ctx => createCtx({ db, actor: SYSTEM, now }),
    later(seconds: number) {
      clock = new Date(clock.getTime() + seconds * 1000);
    },
    record: async (id: string) => (await db.select().from(conversations).where(eq(conversations.id, id)))[0]!,
    /** Every event so far, in the log's order: its type beside what it carries. */
    published: async () =>
      (await db.select().from(events).orderBy(asc(events.tx), asc(events.id))).map((event) => ({
        type: event.type,
        ...(event.payload as { seqs?: number[]; was?: object }),
      })),
    lines: async (id: string) =>
      (await db.select().from(items).where(eq(items.conversationId, id)).orderBy(asc(items.seq))).flatMap(
        (item) => item.system ?? [],
      ),
  };
}
export type TwoStores = Awaited<ReturnType<typeof twoStores>>;
