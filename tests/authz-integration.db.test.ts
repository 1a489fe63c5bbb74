import { asc, eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Db } from "../db/client";
import { makePlace, makeUser } from "../db/factories";
import { conversations, events, items } from "../db/schema";
import { DomainError } from "../server/contract/errors";
import { INTEGRATION_SCOPES, type IntegrationActor, type IntegrationScope } from "../server/contract/team";
import { command } from "../server/domain/command";
import type { Ctx } from "../server/domain/context";
import { listConversations } from "../server/domain/conversations/inbox/list-conversations";
import { canRead, placementOf } from "../server/domain/conversations/record/policy";
import { sendMessage } from "../server/domain/conversations/sending/send-message";
import { resolveConversation } from "../server/domain/conversations/status/resolve-conversation";
import { addNote } from "../server/domain/conversations/thread/add-note";
import { customerContext } from "../server/domain/conversations/thread/customer-context";
import { earlierItems } from "../server/domain/conversations/thread/earlier-items";
import { getConversation } from "../server/domain/conversations/thread/get-conversation";
import { itemsSince } from "../server/domain/conversations/thread/items-since";
import { saveConnection } from "../server/domain/settings/connections";
import { listAccounts } from "../server/domain/team/list-people";
import { savePerson } from "../server/domain/team/save-person";
import { freshDb } from "./db";
import { makeStore } from "./inbound";

/** The permissions of integrations: every call of a future public API × scopes × own or other place. */
const CALLS: Record<string, (ctx: Ctx<IntegrationActor>, conversationId: string) => Promise<unknown>> = {
  list: async (ctx, id) =>
    (await listConversations(ctx, { view: "all", limit: 25 })).rows.some((row) => row.id === id) ? "seen" : "unseen",
  get: (ctx, conversationId) => getConversation(ctx, { conversationId }),
  since: (ctx, conversationId) => itemsSince(ctx, { conversationId, afterSeq: 0 }),
  earlier: (ctx, conversationId) => earlierItems(ctx, { conversationId, beforeSeq: 9 }),
  context: (ctx, conversationId) => customerContext(ctx, { conversationId }),
  note: (ctx, conversationId) => addNote(ctx, { conversationId, clientMessageId: uuidv7(), body: "From the CRM" }),
  send: (ctx, conversationId) =>
    sendMessage(ctx, { conversationId, clientMessageId: uuidv7(), body: "Ready for pickup", seenSeq: 9 }),
  resolve: (ctx, conversationId) => resolveConversation(ctx, { conversationId }),
  savePerson: (ctx) =>
    savePerson(ctx, { name: "X", email: "x@y.test", role: "admin", scopeAll: true, placeIds: [], regions: [] }),
  saveConnection: (ctx) => saveConnection(ctx, { kind: "webchat", account: "x", label: "x", config: {} }),
  accounts: (ctx) => listAccounts(ctx),
};
const READ = ["list", "get", "since", "earlier"];
const WRITE = ["note", "send", "resolve"];

let db: Db;
let store: Awaited<ReturnType<typeof makeStore>>;
let conversationId: string;
beforeEach(async () => {
  ({ db } = await freshDb());
  store = await makeStore(db);
  ({ conversationId } = await store.text("+14155550100", "Is it ready?"));
});

const integration = (scopes: readonly IntegrationScope[], placeIds: string[] | "all"): Ctx<IntegrationActor> => ({
  ...store.ctx,
  actor: {
    kind: "integration",
    id: uuidv7(),
    name: "CRM",
    places: placeIds === "all" ? { all: true, placeIds: [] } : { all: false, placeIds },
    scopes,
  },
});

async function outcomes(ctx: Ctx<IntegrationActor>): Promise<Record<string, string>> {
  const said: Record<string, string> = {};
  for (const [name, call] of Object.entries(CALLS)) {
    const before = (await db.select().from(events)).length;
    said[name] = await call(ctx, conversationId).then(
      (answer) => (typeof answer === "string" ? answer : "ok"),
      (error) => {
        if (error instanceof DomainError) return error.code;
        throw error;
      },
    );
    if (said[name] !== "ok") expect((await db.select().from(events)).length).toBe(before);
  }
  return said;
}

const all = (names: readonly string[], outcome: string) => Object.fromEntries(names.map((name) => [name, outcome]));
const CLOSED = all(["savePerson", "saveConnection", "accounts"], "forbidden");

describe("an integration", () => {
  test("without a scope gets nothing, at any place", async () => {
    for (const places of ["all", [store.place.id]] as const) {
      expect(await outcomes(integration([], places as "all"))).toEqual({
        ...all([...WRITE, "list", "context"], "forbidden"),
        ...all(["get", "since", "earlier"], "not_found"),
        ...CLOSED,
      });
    }
  });

  test("with conversations:read reads at its places, and writes nothing", async () => {
    expect(await outcomes(integration(["conversations:read"], [store.place.id]))).toEqual({
      ...all(READ, "ok"),
      list: "seen",
      ...all([...WRITE, "context"], "forbidden"),
      ...CLOSED,
    });
  });

  test("with all scopes sees and changes nothing of another place", async () => {
    const other = await makePlace(db);
    expect(await outcomes(integration(INTEGRATION_SCOPES, [other.id]))).toEqual({
      ...all([...READ, ...WRITE, "context"], "not_found"),
      list: "unseen",
      ...CLOSED,
    });
  });

  test("with all scopes may do what they allow at its places, and administer nothing", async () => {
    expect(await outcomes(integration(INTEGRATION_SCOPES, [store.place.id]))).toEqual({
      ...all([...READ, ...WRITE, "context"], "ok"),
      list: "seen",
      ...CLOSED,
    });
    expect(await outcomes(integration(INTEGRATION_SCOPES, "all"))).toMatchObject({ get: "ok", note: "ok" });
  });

  test("with conversations:write alone writes nowhere, because it cannot read conversations", async () => {
    expect(await outcomes(integration(["conversations:write"], "all"))).toMatchObject(all(WRITE, "not_found"));
  });

  test("sees personal data only with customers:read", async () => {
    const clear = await getConversation(integration(INTEGRATION_SCOPES, "all"), { conversationId });
    const masked = await getConversation(integration(["conversations:read"], "all"), { conversationId });
    expect(clear.row.customer.contact).toContain("0100");
    expect(JSON.stringify(masked)).not.toContain("4155550100");
  });

  test("reads the customer's other conversations only at its places", async () => {
    const elsewhere = await makePlace(db);
    const [row] = await db.select().from(conversations).where(eq(conversations.id, conversationId));
    await db.update(conversations).set({ placeId: elsewhere.id, originPlaceId: elsewhere.id, status: "resolved" });
    const again = await store.text("+14155550100", "Hello again");
    const panel = await customerContext(integration(INTEGRATION_SCOPES, [store.place.id]), {
      conversationId: again.conversationId,
    });
    expect(row?.id).not.toBe(again.conversationId);
    expect(panel.earlier).toEqual([]);
  });

  test("may read exactly the conversations that the audience rule gives it", async () => {
    const [row] = await db.select().from(conversations);
    const at = placementOf(row as typeof conversations.$inferSelect);
    expect(canRead(integration(["conversations:read"], [at.placeId]).actor, at)).toBe(true);
    expect(canRead(integration(["conversations:read"], []).actor, at)).toBe(false);
    expect(canRead(integration(["conversations:write", "customers:read"], "all").actor, at)).toBe(false);
    const offered = { ...at, placeId: uuidv7(), offeredPlaceId: at.placeId };
    expect(canRead(integration(["conversations:read"], [at.placeId]).actor, offered)).toBe(true);
  });

  test("is the actor of its events and lines, and items have no author", async () => {
    const ctx = integration(INTEGRATION_SCOPES, "all");
    await CALLS.send?.(ctx, conversationId);
    await CALLS.resolve?.(ctx, conversationId);
    const logged = await db.select().from(events).where(eq(events.actorKind, "integration")).orderBy(asc(events.id));
    expect(logged.map(({ type, actorId }) => [type, actorId])).toEqual([
      ["message.sent", ctx.actor.id],
      ["conversation.resolved", ctx.actor.id],
    ]);
    const lines = await db.select().from(items).where(eq(items.kind, "system"));
    expect(lines.map(({ system, authorId }) => [system, authorId])).toEqual([
      [{ type: "resolved", by: "CRM", byId: ctx.actor.id }, null],
    ]);
  });

  test("that repeats a send with the same id sends once, and does not claim", async () => {
    const ctx = integration(INTEGRATION_SCOPES, "all");
    const message = { conversationId, clientMessageId: uuidv7(), body: "Ready for pickup", seenSeq: 9 };
    const first = await sendMessage(ctx, message);
    expect(await sendMessage(ctx, message)).toMatchObject({ id: first.id, claimed: false });
    expect(await db.select().from(items).where(eq(items.direction, "out"))).toHaveLength(1);
    expect((await getConversation(ctx, { conversationId })).row.assignee).toBeNull();
  });
});

test("an unknown kind of actor reads nothing and changes nothing", async () => {
  const ctx = { ...integration(INTEGRATION_SCOPES, "all") };
  const unknown = { ...ctx, actor: { ...ctx.actor, kind: "robot" } } as never as Ctx<IntegrationActor>;
  expect(await outcomes(unknown)).toEqual({
    ...all([...WRITE, "list", "context"], "forbidden"),
    ...all(["get", "since", "earlier"], "not_found"),
    ...CLOSED,
  });
});

describe("a command without a scope", () => {
  test("is open to no integration, whatever its scopes, and does not run", async () => {
    let runs = 0;
    const undeclared = command(z.strictObject({}), async () => {
      runs++;
    });
    await expect(undeclared(integration(INTEGRATION_SCOPES, "all"), {})).rejects.toMatchObject({ code: "forbidden" });
    expect(runs).toBe(0);
  });
});

test("people and the system need no scopes", async () => {
  const scoped = command(z.strictObject({}), async () => "ran", "conversations:write");
  const { actor } = await makeUser(db, { placeIds: [store.place.id] });
  expect(await scoped({ ...store.ctx, actor }, {})).toBe("ran");
  expect(await scoped(store.ctx, {})).toBe("ran");
});
