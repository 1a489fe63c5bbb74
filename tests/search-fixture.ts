import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { Db } from "@/db/client";
import { makeConversation, makeCustomer } from "@/db/factories";
import { conversations, items, orders } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { MarkedText, SearchInput } from "@/server/contract/search";
import type { PersonActor } from "@/server/contract/team";
import { searchEverything } from "@/server/domain/search/search-everything";
import { customersWorld } from "./customers-fixture";

export const plain = (text: MarkedText) => text.map((part) => part.text).join("");
export const hits = (text: MarkedText | undefined) =>
  (text ?? []).filter(({ isHit }) => isHit).map((part) => part.text);
export const LINEAGE = { source: "shop", sequence: 1, sourceTime: new Date(0), observedAt: new Date(0) };

/** What is guaranteed, as a sentence, beside the test of it. */
export type Guarantees = Record<string, (at: SearchWorld) => Promise<void>>;

/** A world of customers to search in. Talia and Sybil write at Pine Street; Pat, a partner agent, works at both stores. */
export async function searchWorld(opened?: Db) {
  const world = await customersWorld(opened);
  const { db } = world;
  type Filter = Partial<SearchInput>;
  const search = (who: PersonActor, text: string, filter: Filter = {}) =>
    searchEverything(world.as(who), { text, ...filter });
  const found = {
    ...world,
    pat: { ...world.pat, scope: { all: false, placeIds: [world.pine.id, world.harbor.id] } },
    talia: await world.someone("Talia Moss"),
    sybil: await world.someone("Sybil Grey"),
    search,
    customers: async (who: PersonActor, text: string, filter: Filter = {}) =>
      (await search(who, text, filter)).customers.hits.map(({ name }) => plain(name)),
    messages: async (who: PersonActor, text: string, filter: Filter = {}) =>
      (await search(who, text, filter)).messages.hits.map(({ excerpt }) => plain(excerpt)),
    orderNumbers: async (who: PersonActor, text: string) =>
      (await search(who, text)).orders.hits.map(({ number }) => plain(number)),
    /** A customer with a conversation at Harbor, where only Ben works. */
    async atHarbor(name: string) {
      const { id: customerId } = await makeCustomer(db, { name });
      return makeConversation(db, { placeId: world.harbor.id, customerId });
    },
    /** The next item of a conversation: a message of its customer, unless the values say something else. */
    async write(conversationId: Id, body: string, values: Partial<typeof items.$inferInsert> = {}) {
      const seq = (await world.record(conversationId)).lastSeq + 1;
      await db.update(conversations).set({ lastSeq: seq }).where(eq(conversations.id, conversationId));
      const id = uuidv7();
      const own = values.kind === "note" ? {} : { direction: "in" as const, publicSeq: seq };
      const common = { id, conversationId, seq, body, kind: "message" as const, at: world.now() };
      await db.insert(items).values({ ...common, ...own, ...values });
      return { id, seq };
    },
    order: (customerId: Id | null, number: string) =>
      db.insert(orders).values({
        ...{ id: uuidv7(), sourceId: number, number, customerId, status: "processing", placedAt: new Date(0) },
        ...{ totalMinor: 100, currency: "USD", ...LINEAGE },
      }),
  };
  const secret = "Reach me at sybil.private@hush.example or +1 206 555 0199, the velvet one";
  await found.write(found.sybil.conversationId, secret);
  return found;
}
export type SearchWorld = Awaited<ReturnType<typeof searchWorld>>;
