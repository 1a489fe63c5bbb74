import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeAll, describe, expect, test } from "vitest";
import { makeEndpoint } from "@/db/factories";
import { conversations } from "@/db/schema";
import type { CallRow } from "@/server/contract/call-lists";
import type { PersonActor } from "@/server/contract/team";
import { assignConversation } from "@/server/domain/conversations/assignment/assign-conversation";
import { transferConversation } from "@/server/domain/conversations/offers/transfer-conversation";
import { canRead } from "@/server/domain/conversations/record/policy";
import { type CallWorld, callWorld } from "@/tests/call-fixture";
import { shownText } from "@/tests/shown-text";
import { callWork } from "./call-work";
import { hangUpForCustomer } from "./hang-up-call";
import { listCalls } from "./list-calls";
import { receiveCall } from "./receive-call";

let world: CallWorld;
const NUMBER = "+14155550123";
const card = { need: "A call", facts: "", promises: "", consent: "" };

/** Calls at both stores, some answered; one moved to Harbor, one assigned to Ben, one offered to him, and one that goes on. */
beforeAll(async () => {
  world = await callWorld();
  const { harbor, ana, ben, sue } = world;
  const calls: { conversationId: string; callId: string }[] = [];
  const other = await makeEndpoint(world.db, { placeId: harbor.id, channel: "webchat" });
  for (let n = 0; n < 9; n++) {
    const callId = uuidv7();
    const endpoint = n < 6 ? world.site : other;
    const from = { kind: "visitor" as const, scope: endpoint.connectionId, value: uuidv7() };
    const { conversationId } = await receiveCall(world.system(), { callId, endpointId: endpoint.id, from });
    calls.push({ conversationId, callId });
    world.later(5);
    if (n === 2) await world.answer(ana, callId);
    world.later(5);
    await hangUpForCustomer(world.system(), { callId });
  }
  const of = (n: number) => ({ conversationId: calls[n]?.conversationId ?? "" });
  await assignConversation(world.as(sue), { ...of(0), to: { placeId: harbor.id } });
  // As after a call that an overflow team answered: it stays at its place.
  const { conversationId } = of(1);
  await world.db.update(conversations).set({ assigneeId: ben.id }).where(eq(conversations.id, conversationId));
  await transferConversation(world.as(ana), { ...of(3), to: { userId: ben.id }, card });
  await transferConversation(world.as(ana), { ...of(4), to: { placeId: harbor.id }, card });
  await receiveCall(world.system(), {
    callId: uuidv7(),
    endpointId: world.site.id,
    from: { kind: "phone", value: NUMBER },
    displayName: `Maya ${NUMBER}`,
  });
});

async function all(actor: PersonActor, filter: Omit<Parameters<typeof listCalls>[1], "cursor">): Promise<CallRow[]> {
  const rows: CallRow[] = [];
  for (let cursor: string | null = null, pages = 0; pages === 0 || cursor; pages++) {
    const page = await listCalls(world.as(actor), { limit: 2, ...filter, cursor });
    rows.push(...page.rows);
    cursor = page.nextCursor;
  }
  return rows;
}
const ids = (rows: readonly CallRow[]) => rows.map(({ item }) => item.id);

describe("the list of calls", () => {
  test("has exactly the calls of the conversations that a person may read, newest first, each once", async () => {
    const every = await all(world.sue, { tab: "all" });
    expect(every).toHaveLength(10);
    expect([...every].sort((a, b) => (a.item.at < b.item.at ? 1 : -1))).toEqual(every);
    for (const actor of [world.ana, world.ben, world.pat, world.sue]) {
      const readable = every.filter(({ conversation: { place, assignee, offer } }) =>
        canRead(actor, {
          placeId: place.id,
          userId: assignee?.id ?? null,
          offeredUserId: offer?.toUser?.id ?? null,
          offeredPlaceId: offer?.toPlace?.id ?? null,
        }),
      );
      expect(ids(await all(actor, { tab: "all" })), actor.name).toEqual(ids(readable));
    }
  });

  test("begins with the missed calls whose customers wait, the longest wait first", async () => {
    const missed = await all(world.ben, { tab: "missed" });
    const waiting = (await callWork(world.as(world.ben))).missed;
    expect(waiting.length).toBeGreaterThan(3);
    expect(missed.slice(0, waiting.length).map(({ conversation }) => conversation.id)).toEqual(waiting);
    const since = missed.slice(0, waiting.length).map(({ conversation }) => conversation.waitingSince ?? "");
    expect([...since].sort()).toEqual(since);
  });

  test("can be narrowed to a location and a direction", async () => {
    const here = await all(world.sue, { tab: "all", placeId: world.harbor.id });
    expect(here).toHaveLength(4);
    expect(here.every(({ conversation }) => conversation.place.id === world.harbor.id)).toBe(true);
    expect(await all(world.sue, { tab: "all", way: "out" })).toEqual([]);
    expect(await all(world.sue, { tab: "missed", way: "in" })).not.toEqual([]);
    // At Pine Street, Ben has what is his and what is offered to him or his store.
    expect(await all(world.ben, { tab: "all", placeId: world.pine.id })).toHaveLength(3);
  });

  test("shows a call that goes on to everybody who may read it, and counts it", async () => {
    expect(await all(world.ana, { tab: "live" })).toHaveLength(1);
    expect((await callWork(world.as(world.ana))).live).toHaveLength(1);
    expect(await all(world.ben, { tab: "live" })).toEqual([]);
    expect((await callWork(world.as(world.ben))).live).toEqual([]);
  });

  test("hides numbers from partner agents, in names too", async () => {
    const rows = await all({ ...world.pat, scope: { all: true, placeIds: [] } }, { tab: "all" });
    expect(rows).toHaveLength(10);
    expect(shownText(rows)).not.toContain("555");
  });

  test.each([["nonsense"], [Buffer.from('["newest","yesterday","1"]').toString("base64url")]])(
    "refuses a cursor that it did not issue: %s",
    async (cursor) => {
      await expect(listCalls(world.as(world.ana), { tab: "all", cursor })).rejects.toMatchObject({ code: "invalid" });
    },
  );
});
