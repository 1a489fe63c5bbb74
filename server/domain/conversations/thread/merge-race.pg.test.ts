import { eq, inArray } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "@/db/client";
import { conversations, customerMerges, customers } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import { receiveMessage } from "@/server/domain/conversations/receiving/receive-message";
import { shownAs } from "@/server/domain/merging/shown-as";
import { copyNames } from "@/tests/copy-names";
import { type CustomersWorld, customersWorld, type Someone } from "@/tests/customers-fixture";
import { freshPg } from "@/tests/fresh-pg";
import { inbound } from "@/tests/inbound";
import { chooseCustomer } from "./choose-customer";
import { mergeCustomers } from "./merge-customers";
import { unmergeCustomers } from "./unmerge-customers";

const ROUNDS = 8;
let server: Awaited<ReturnType<typeof freshPg>>;
let nodes: Db[];
let world: CustomersWorld;
beforeAll(async () => {
  server = await freshPg();
  nodes = [(await server.open(8)).db, (await server.open(8)).db];
  world = await customersWorld(nodes[0]);
});
afterAll(() => server.close());

const on = (n: number) => ({ ...world.as(world.ana), db: nodes[n % 2] as Db });
/** One node merges these two. */
const merge = (n: number, here: Someone, other: Someone, mergeId: Id = uuidv7()) => {
  const { conversationId, customerId } = here;
  const input = { mergeId, conversationId, customerId, otherId: other.customerId };
  return mergeCustomers(on(n), { ...input, keep: "other", evidence: "They said so" });
};
const unmerge = (n: number, { conversationId }: Someone, mergeId: Id) =>
  unmergeCustomers(on(n), { conversationId, mergeId });
const outcomes = (settled: PromiseSettledResult<unknown>[]) =>
  settled.map((one) => (one.status === "fulfilled" ? "done" : (one.reason as { code: string }).code)).sort();

/** Everybody is shown as the merges that go on say, and every conversation carries the name of whom its customer is shown as. */
async function expectWhole(who: readonly Someone[]): Promise<void> {
  await copyNames(world.system());
  const ids = who.map(({ customerId }) => customerId);
  const made = await world.db.select().from(customerMerges).where(inArray(customerMerges.fromId, ids));
  const shown = shownAs(made.filter(({ undoneAt }) => !undoneAt).sort((a, b) => a.n - b.n));
  const rows = await world.db.select().from(customers).where(inArray(customers.id, ids));
  expect(rows.map(({ id, mergedInto }) => [id, mergedInto ?? id]).sort()).toEqual(
    ids.map((id) => [id, shown.get(id) ?? id]).sort(),
  );
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  const open = await world.db.select().from(conversations).where(inArray(conversations.customerId, ids));
  for (const { customerId, customerName } of open)
    expect(customerName).toBe(names.get(shown.get(customerId) ?? customerId));
}

test("of two merges of the same two customers at once, one wins and the other gets an error, whichever way round", async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const [here, other] = [await world.someone("Here"), await world.someone("Other")];
    const settled = await Promise.allSettled([
      merge(0, here, other),
      round % 2 ? merge(1, here, other) : merge(1, other, here),
    ]);
    expect(outcomes(settled)).toEqual(["conflict", "done"]);
    expect((await world.contextOf(here)).merges).toHaveLength(1);
    await expectWhole([here, other]);
  }
});

test("one merge that is sent twice at once is made once, and both requests succeed", async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const [here, other] = [await world.someone("Here"), await world.someone("Other")];
    const mergeId = uuidv7();
    const settled = await Promise.allSettled([merge(0, here, other, mergeId), merge(1, here, other, mergeId)]);
    expect(outcomes(settled)).toEqual(["done", "done"]);
    expect((await world.contextOf(here)).merges).toHaveLength(1);
    await expectWhole([here, other]);
  }
});

test("merges at once that have a customer or a group in common are all made, one after the other", async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const who: Someone[] = [];
    for (const name of ["A", "B", "C", "D", "E", "F"]) who.push(await world.someone(name));
    const [a, b, c, d, e, f] = who as [Someone, Someone, Someone, Someone, Someone, Someone];
    await world.merge(a, b);
    await world.merge(c, d);
    // Each locks members of the other's group before it knows of them.
    const settled = await Promise.allSettled([merge(0, e, a), merge(1, f, c), merge(0, d, b)]);
    expect(outcomes(settled)).toEqual(["done", "done", "done"]);
    expect((await world.contextOf(a)).memberIds).toHaveLength(6);
    await expectWhole(who);
  }
});

test("a merge that meets the undoing of an earlier one leaves what remains of both, in either order", async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const [a, b, c] = [await world.someone("A"), await world.someone("B"), await world.someone("C")];
    const earlier = await world.merge(a, b);
    const settled = await Promise.allSettled([merge(0, b, c), unmerge(1, a, earlier), unmerge(0, b, earlier)]);
    expect(outcomes(settled)).toEqual(["done", "done", "done"]);
    expect((await world.contextOf(b)).memberIds).toHaveLength(2);
    expect((await world.contextOf(a)).memberIds).toEqual([a.customerId]);
    await expectWhole([a, b, c]);
  }
});

test("a text that meets a merge, or its undoing, opens a conversation with the name that the customer has afterwards", async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const [here, other] = [await world.someone("Here"), await world.someone("Other")];
    const resolved = { status: "resolved" as const, resolvedAt: new Date(0) };
    const resolve = () =>
      world.db.update(conversations).set(resolved).where(eq(conversations.customerId, here.customerId));
    const text = (n: number, body: string) =>
      receiveMessage(
        { ...world.system(), db: nodes[n] as Db },
        { connectionId: world.endpoint.connectionId },
        inbound(world.endpoint.address, here.phone, body, { at: world.now() }),
      );
    await resolve();
    const mergeId = uuidv7();
    const merging = await Promise.allSettled([merge(0, here, other, mergeId), text(1, "Is it in?")]);
    expect(outcomes(merging)).toEqual(["done", "done"]);
    await expectWhole([here, other]);
    await resolve();
    const undoing = await Promise.allSettled([text(0, "And now?"), unmerge(1, here, mergeId)]);
    expect(outcomes(undoing)).toEqual(["done", "done"]);
    await expectWhole([here, other]);
  }
});

test("choosing who a caller is, while they are being merged, is one after the other or refused, never half", async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const [here, sharer, third] = [
      await world.someone("Here"),
      await world.someone("Sharer"),
      await world.someone("T"),
    ];
    await world.shares(sharer, here.phone);
    const settled = await Promise.allSettled([
      merge(0, here, third),
      chooseCustomer(on(1), { conversationId: here.conversationId, customerId: sharer.customerId }),
    ]);
    // A merge that comes second is refused: the conversation is with somebody else than was shown.
    expect([
      ["done", "done"],
      ["conflict", "done"],
    ]).toContainEqual(outcomes(settled));
    const [{ customerId } = { customerId: "" }] = await world.db
      .select()
      .from(conversations)
      .where(eq(conversations.id, here.conversationId));
    expect(customerId).toBe(sharer.customerId);
    await expectWhole([here, sharer, third]);
  }
});
