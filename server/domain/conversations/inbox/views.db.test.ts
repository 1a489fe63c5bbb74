import fc from "fast-check";
import { uuidv7 } from "uuidv7";
import { beforeAll, describe, expect, test } from "vitest";
import type { Db } from "@/db/client";
import { makeCustomer, makeEndpoint, makePlace, makeUser } from "@/db/factories";
import { conversations, offers } from "@/db/schema";
import { VIEWS } from "@/server/contract/constants";
import {
  COUNTED_VIEWS,
  type ConversationRow,
  type CountFilter,
  type ListFilter,
  type Sort,
  type SortedFilter,
  type View,
} from "@/server/contract/conversations";
import { type PersonActor, ROLES } from "@/server/contract/team";
import { COMPARE, newestFor, rowMatches, rowReadable, SORTS_OF_VIEW } from "@/server/contract/views";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { freshDb } from "@/tests/db";
import { canRead, placementOf, visibleTo } from "../record/policy";
import { conversationRows } from "../record/rows";
import { countViews } from "./count-views";
import { listConversations } from "./list-conversations";

let db: Db;
let actors: PersonActor[];
let placeIds: string[];
let rows: ConversationRow[];
let reads: Map<string, Record<string, number>>;

/**
 * 220 conversations with random places, owners and states, a quarter of them offered; some share the time of their last
 * message.
 */
beforeAll(async () => {
  db = (await freshDb()).db;
  const places = await Promise.all(Array.from({ length: 4 }, () => makePlace(db)));
  placeIds = places.map((place) => place.id);
  const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;
  actors = [];
  for (const [n, role] of ROLES.entries()) {
    const scopes = [[], [0], [1, 2], [0, 3]].map((at) => at.map((i) => pick(placeIds, i)));
    for (const scope of n === 4 ? [[]] : scopes) {
      actors.push((await makeUser(db, { role, placeIds: scope, scopeAll: n >= 3 && scope.length === 0 })).actor);
    }
  }
  // Somebody of a region: more places than are merged.
  const region = await Promise.all(Array.from({ length: 33 }, () => makePlace(db)));
  const many = [...region.map((place) => place.id), ...placeIds.slice(0, 2)];
  actors.push((await makeUser(db, { role: "supervisor", placeIds: many })).actor);
  const endpoint = await makeEndpoint(db, { placeId: pick(placeIds, 0) });
  const customer = await makeCustomer(db);
  const random = fc.sample(fc.nat(1_000_000), { numRuns: 220 * 8, seed: 7 });
  const ids: string[] = [];
  for (let at = 0; at < random.length; at += 8) {
    const [a, b, c, d, e, f, g, h] = random.slice(at, at + 8) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const id = uuidv7();
    ids.push(id);
    const assigneeId = a % 3 === 0 ? null : pick(actors, b).id;
    const placeId = pick(placeIds, c);
    const status = pick(["open", "open", "open", "snoozed", "resolved"] as const, d);
    const offer =
      e % 4 === 0 && assigneeId && status !== "resolved"
        ? f % 2
          ? { offeredUserId: pick(actors, g).id, offeredPlaceId: null }
          : { offeredUserId: null, offeredPlaceId: pick(placeIds, g) }
        : null;
    const offerId = offer ? uuidv7() : null;
    await db.insert(conversations).values({
      id,
      customerId: customer.id,
      originPlaceId: placeId,
      placeId,
      assigneeId,
      status,
      channel: h % 3 ? "twilio-sms" : "webchat",
      endpointId: endpoint.id,
      contactKind: "phone",
      contactValue: "+14155550100",
      lastMessageAt: new Date(1_795_000_000_000 + (h % 60) * 1000),
      waitingSince: g % 3 ? new Date(1_794_999_000_000 + (f % 40) * 1000) : null,
      snoozedUntil: status === "snoozed" && f % 5 ? new Date(1_795_100_000_000 + (g % 40) * 1000) : null,
      reads: h % 2 ? { [pick(actors, g).id]: 1 + (b % 3) } : {},
      followers: a % 2 ? { [pick(actors, g).id]: d % 3, [pick(actors, h).id]: 0 } : {},
      lastMentionAt: a % 2 && b % 2 ? new Date(1_795_000_000_000 + (c % 90) * 1000) : null,
      lastInboundSeq: e % 4,
      offerId,
      ...(offer ?? {}),
    });
    if (offer && offerId && assigneeId) {
      await db.insert(offers).values({
        id: offerId,
        conversationId: id,
        fromUserId: assigneeId,
        fromPlaceId: placeId,
        toUserId: offer.offeredUserId,
        toPlaceId: offer.offeredPlaceId,
        card: { need: "n", facts: "", promises: "", consent: "" },
        expiresAt: new Date(),
      });
    }
  }
  rows = [...(await conversationRows(db, ids, { masked: false })).values()];
  reads = new Map((await db.select().from(conversations)).map((row) => [row.id, row.reads]));
});

const filters = (): ListFilter[] =>
  VIEWS.flatMap((view) => [
    { view },
    { view, placeId: placeIds[0] },
    { view, placeId: placeIds[2], channel: "webchat" },
    { view, assigneeId: "none" as const },
    { view, assigneeId: actors[2]?.id, channel: "twilio-sms" },
  ]);

const ordered = (list: ConversationRow[], sort: Sort) => list.sort(COMPARE[sort]).map((row) => row.id);

async function everyPage(actor: PersonActor, filter: SortedFilter): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await listConversations(createCtx({ db, actor, now: () => new Date() }), {
      ...filter,
      cursor,
      limit: 12,
    });
    seen.push(...page.rows.map((row) => row.id));
    cursor = page.nextCursor;
  } while (cursor);
  return seen;
}

describe("policy twins", () => {
  test("canRead, visibleTo and rowReadable agree for every role", async () => {
    for (const actor of actors) {
      const visible = await db.select().from(conversations).where(visibleTo(actor));
      const all = await db.select().from(conversations);
      expect(visible.map((row) => row.id).sort()).toEqual(
        all
          .filter((row) => canRead(actor, placementOf(row)))
          .map((row) => row.id)
          .sort(),
      );
      const readable = rows.filter((row) => rowReadable(row, actor)).map((row) => row.id);
      expect(readable.sort()).toEqual(visible.map((row) => row.id).sort());
    }
  });
});

describe("view twins", () => {
  const LONG = 120_000;
  test.each(ROLES)(
    "every list of every %s, page after page, is exactly what rowMatches says, in order, nothing twice",
    async (role) => {
      for (const actor of actors.filter((one) => one.role === role)) {
        for (const filter of filters()) {
          for (const sort of SORTS_OF_VIEW[filter.view]) {
            expect(await everyPage(actor, { ...filter, sort }), JSON.stringify({ ...filter, sort })).toEqual(
              ordered(
                rows.filter((row) => rowMatches(row, filter, actor)),
                sort,
              ),
            );
          }
        }
      }
    },
    LONG,
  );

  test("counts equal the lists under the same filter, and stop at 100; of what is followed, what is not seen counts", async () => {
    const [placeId, , otherPlaceId] = placeIds;
    const narrowings: CountFilter[] = [
      undefined,
      { placeId },
      { placeId: otherPlaceId, channel: "webchat" },
      { assigneeId: "none" },
      { assigneeId: actors[2]?.id, channel: "twilio-sms" },
    ];
    for (const actor of actors) {
      for (const narrowing of narrowings) {
        const counts = await countViews(createCtx({ db, actor, now: () => new Date() }), narrowing);
        const isNew = (row: ConversationRow) => newestFor(row, actor.id) > (reads.get(row.id)?.[actor.id] ?? 0);
        const matching = (view: View) => {
          const listed = rows.filter((row) => rowMatches(row, { view, ...narrowing }, actor));
          return (view === "following" ? listed.filter(isNew) : listed).length;
        };
        const expected = COUNTED_VIEWS.map((view) => [view, Math.min(100, matching(view))]);
        expect(counts, JSON.stringify(narrowing)).toEqual(Object.fromEntries(expected));
      }
    }
  });

  test("an order that a view does not have is refused", async () => {
    const ctx = createCtx({ db, actor: actors[0] as PersonActor, now: () => new Date() });
    for (const [view, sort] of [
      ["resolved", "waiting"],
      ["all", "due"],
      ["needs_reply", "newest"],
    ] as const) {
      await expect(listConversations(ctx, { view, sort })).rejects.toMatchObject({ code: "invalid" });
    }
  });

  test("a forged cursor is refused", async () => {
    const ctx = createCtx({ db, actor: actors[0] as PersonActor, now: () => new Date() });
    for (const cursor of [
      "x",
      "e30",
      Buffer.from('["2026-11-22T00:00:00Z","x"]').toString("base64url"),
      Buffer.from('["2026-11-22T00:00:00Z","1"]').toString("base64url"),
    ]) {
      await expect(listConversations(ctx, { view: "all", cursor })).rejects.toMatchObject({ code: "invalid" });
    }
  });
});
