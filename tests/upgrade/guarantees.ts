import { isNull } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeAll, describe, expect, test } from "vitest";
import type { DbHandle } from "@/db/client";
import { SYSTEM } from "@/db/factories";
import { endpoints } from "@/db/schema";
import type { PersonActor } from "@/server/contract/team";
import { receiveCall } from "@/server/domain/calls/receive-call";
import { ingestEvents } from "@/server/domain/commerce/ingest-events";
import { searchStock } from "@/server/domain/commerce/stock";
import type { Ctx } from "@/server/domain/context";
import { listConversations } from "@/server/domain/conversations/inbox/list-conversations";
import { getConversation } from "@/server/domain/conversations/thread/get-conversation";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { copyNames } from "../copy-names";
import { hasNoFollowers } from "./followers";
import { keepsIdentities } from "./identities";
import { keepsCalls } from "./past-calls";
import { previousId, type Query, rowCounts, VERSIONS, type Version } from "./previous";
import { keepsRenamed } from "./renamed";
import { keepsDefaults } from "./settings";
import { keepsWhoDidIt } from "./who-did-it";

export type Upgraded = { handle: DbHandle; query: Query; before: Map<string, number> };

const SUE = {
  kind: "person",
  id: previousId(2, 3),
  name: "Sue Park",
  role: "supervisor",
  sid: previousId(2, 103),
} as const;

const asSue = ({ handle }: Upgraded) =>
  createCtx({
    db: handle.db,
    actor: { ...SUE, scope: { all: true, placeIds: [] } },
    now: () => new Date("2026-11-22T08:00:00Z"),
  });

/**
 * The guarantees of an upgrade of a database written by a previous version, on either engine. A change to the schema that
 * recomputes or moves data adds its guarantee here, and its rows to the file of the newest version.
 */
export function upgradeKeepsData(engine: string, open: (version: Version) => Promise<Upgraded>): void {
  describe.each(VERSIONS)(`a database made until %s, opened on ${engine}`, (version) => {
    let upgraded: Upgraded;
    beforeAll(async () => {
      upgraded = await open(version);
      return () => upgraded.handle.close();
    });
    const ctx = () => asSue(upgraded);

    keepsWhoDidIt(version, (sql) => upgraded.query(sql));
    keepsIdentities((sql) => upgraded.query(sql));
    keepsRenamed(version, () => upgraded);
    keepsDefaults(() => upgraded);
    hasNoFollowers(ctx);

    test("every table had rows, and no table has fewer", async () => {
      const after = await rowCounts(upgraded.query);
      for (const [name, rows] of upgraded.before) {
        if (NOT_WRITTEN.has(name)) continue;
        expect(rows, name).toBeGreaterThan(0);
        expect(after.get(RENAMED[name] ?? name) ?? 0, name).toBeGreaterThanOrEqual(rows);
      }
    });

    test("the inbox lists the open conversations, and each opens with all of its entries", async () => {
      const { rows } = await listConversations(ctx(), { view: "all", limit: 25 });
      expect(rows.map((row) => row.id).sort()).toEqual([previousId(5, 1), previousId(5, 2), previousId(5, 5)]);
      for (const row of rows) {
        const detail = await getConversation(ctx(), { conversationId: row.id });
        expect(detail.items.map((item) => item.seq)).toEqual(Array.from({ length: row.lastSeq }, (_, n) => n + 1));
      }
    });

    test("stock dated in the future is not shown as fresh, and its next event applies", () => stockThaws(ctx()));

    test("every open conversation can still be answered where its customer wrote from", async () => {
      const { rows } = await listConversations(ctx(), { view: "all", limit: 25 });
      for (const row of rows) {
        const { destinations } = await getConversation(ctx(), { conversationId: row.id });
        expect(destinations[0], row.id).toMatchObject({ isLastUsed: true, channel: row.channel });
      }
    });

    test("a conversation is sorted by its last message; later assignments and notes do not count", async () => {
      const { rows } = await listConversations(ctx(), { view: "all", limit: 25 });
      expect(rows.map((row) => [row.id, row.lastMessageAt])).toEqual([
        [previousId(5, 5), "2026-11-21T09:10:00.000Z"],
        [previousId(5, 2), "2026-11-21T08:05:00.000Z"],
        [previousId(5, 1), "2026-11-21T08:01:00.000Z"],
      ]);
    });

    test("a customer whose reply failed waits since their first unanswered message", async () => {
      const { rows } = await listConversations(ctx(), { view: "all", limit: 25 });
      expect(rows.map((row) => [row.id, row.waitingSince, row.lastReplyFailed])).toEqual([
        [previousId(5, 5), null, false],
        [previousId(5, 2), "2026-11-21T08:02:00.000Z", true],
        [previousId(5, 1), "2026-11-21T08:00:00.000Z", false],
      ]);
    });

    test("a customer can call, and their call stands in a conversation", () => takesCall(ctx()));

    keepsCalls(version, ctx);

    test("a place that is renamed after the upgrade has its new name on all of its conversations", () =>
      namesFollow(ctx(), upgraded.query));
  });
}

async function takesCall(ctx: Ctx<PersonActor>): Promise<void> {
  const [endpoint] = await ctx.db.select({ id: endpoints.id }).from(endpoints).where(isNull(endpoints.removedAt));
  const from = { kind: "phone" as const, value: "+12065550142" };
  const call = { callId: uuidv7(), endpointId: endpoint?.id ?? "", from };
  const { conversationId, seq } = await receiveCall({ ...ctx, actor: SYSTEM }, call);
  const { items } = await getConversation(ctx, { conversationId });
  expect(items.find((item) => item.seq === seq)).toMatchObject({ kind: "call", call: { outcome: null } });
}

async function namesFollow(ctx: Ctx<PersonActor>, query: Query): Promise<void> {
  const named = async () =>
    (await listConversations(ctx, { view: "all", limit: 25 })).rows.map(({ place }) => [place.id, place.name]);
  const before = await named();
  const placeId = before[0]?.[0] as string;
  await query(`update places set name = 'Renamed' where id = '${placeId}'`);
  await copyNames({ ...ctx, actor: SYSTEM });
  expect(await named()).toEqual(before.map(([id, name]) => [id, id === placeId ? "Renamed" : name]));
}

async function stockThaws(ctx: Ctx<PersonActor>): Promise<void> {
  const [before] = await searchStock(ctx, { query: "SOCK" });
  expect(before?.levels.map((level) => [level.onHand, level.observedAt])).toEqual([[9, "2026-11-21T08:00:00.000Z"]]);
  const ingest = { ...ctx, actor: { kind: "system", id: null, name: "ingest" } as const };
  const next = {
    specversion: "1.0" as const,
    id: "e-2",
    source: "till",
    type: "retail.stock.level.changed.v1",
    time: "2026-11-22T07:59:00Z",
    sequence: 7,
    data: { sku: "SOCK", place: "PINE", onHand: 2 },
  };
  expect(await ingestEvents(ingest, "pos", [next])).toEqual([{ id: "e-2", outcome: "applied" }]);
  const [after] = await searchStock(ctx, { query: "SOCK" });
  expect(after?.levels.map((level) => [level.onHand, level.observedAt])).toEqual([[2, "2026-11-22T07:59:00.000Z"]]);
}

/** Tables that the previous version did not write, or that opening the database fills. */
const NOT_WRITTEN = new Set(["read_marks", "log_epoch"]);
/** Where the rows of a renamed table are now. */
const RENAMED: Record<string, string> = { bulk_moves: "undo_records", provider_looks: "provider_sync" };
