import { eq, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, it } from "vitest";
import type { Db } from "@/db/client";
import { makeConversation, makeEndpoint, makePlace, makeUser, SYSTEM } from "@/db/factories";
import { attachments, connections, events, inboxEvents, sessions } from "@/db/schema";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { freshDb } from "@/tests/db";
import type { Ctx } from "../context";
import { purgeUnsentFiles } from "../conversations/attachments/purge-unsent-files";
import { purge } from "../operate/purge";
import { findConnection, forgetConnections, listConnections, saveConnection } from "./connections";
import { endpointByAddress, endpointUsage, listEndpoints, removeEndpoint, saveEndpoint } from "./endpoints";
import { connectFromEnvironment } from "./environment-connections";

const KIND = "twilio-sms";
const config = { accountSid: "AC1", authToken: "canary-token" };
let db: Db;
let ctx: Ctx;
const as = async (role: "admin" | "supervisor" | "associate", placeIds: string[] = []): Promise<Ctx> => ({
  ...ctx,
  actor: (await makeUser(db, { role, placeIds })).actor,
});

beforeEach(async () => {
  ({ db } = await freshDb());
  ctx = createCtx({ db, actor: SYSTEM, now: () => new Date() });
});

describe("connections", () => {
  it("keep their secrets encrypted in the database, and decrypt them only for channels", async () => {
    await saveConnection(ctx, { kind: KIND, account: "AC1", label: "SMS", config });
    const [row] = await db.select().from(connections);
    expect(row?.config).not.toContain("canary");
    expect((await findConnection(db, KIND, "AC1"))?.config).toEqual(config);
    expect(JSON.stringify(await listConnections(await as("admin")))).not.toContain("canary");
  });

  it("are replaced at once when the same account is saved again", async () => {
    const before = await saveConnection(ctx, { kind: KIND, account: "AC1", label: "SMS", config });
    await findConnection(db, KIND, "AC1");
    const after = await saveConnection(ctx, {
      kind: KIND,
      account: "AC1",
      label: "Texts",
      config: { authToken: "new" },
    });
    expect(after.id).toBe(before.id);
    expect(await findConnection(db, KIND, "AC1")).toMatchObject({ label: "Texts", config: { authToken: "new" } });
  });

  it("cannot be decrypted when their row was copied to another account", async () => {
    await saveConnection(ctx, { kind: KIND, account: "AC1", label: "SMS", config });
    await db.update(connections).set({ account: "AC2" }).where(eq(connections.account, "AC1"));
    forgetConnections(db);
    await expect(findConnection(db, KIND, "AC2")).rejects.toThrow("changed or moved");
  });

  it("can be changed only by admins", async () => {
    for (const role of ["supervisor", "associate"] as const) {
      const other = await as(role);
      await expect(listConnections(other)).rejects.toMatchObject({ code: "forbidden" });
      const input = { kind: KIND, account: "AC1", label: "SMS", config };
      await expect(saveConnection(other, input)).rejects.toMatchObject({ code: "forbidden" });
    }
  });

  it("come from the environment when it names an account", async () => {
    await connectFromEnvironment(ctx);
    expect(await db.select().from(connections)).toEqual([]);
    const account = `AC${"1".repeat(32)}`;
    const connectWith = (variables: Record<string, string>) => connectFromEnvironment(ctx, (name) => variables[name]);
    const variables = { TWILIO_ACCOUNT_SID: account, TWILIO_AUTH_TOKEN: "token" };
    await connectWith(variables);
    await connectWith(variables);
    expect(await db.select().from(connections)).toHaveLength(1);
    expect((await findConnection(db, KIND, account))?.config).toEqual({ accountSid: account, authToken: "token" });
    await expect(connectWith({ TWILIO_ACCOUNT_SID: account })).rejects.toThrow("TWILIO_AUTH_TOKEN is required");
    const refused = connectWith({ ...variables, TWILIO_API_BASE: "canary-base" });
    await expect(refused).rejects.toThrow(/^setting TWILIO_API_BASE is not usable(?!.*canary)/);
  });
});

describe("endpoints", () => {
  it("are one per address, and can move to another place", async () => {
    const { id: connectionId } = await saveConnection(ctx, { kind: KIND, account: "AC1", label: "SMS", config });
    const [pine, harbor] = [await makePlace(db), await makePlace(db)];
    const input = { connectionId, address: "+12065550110", label: "texts" };
    const first = await saveEndpoint(ctx, { ...input, placeId: pine.id });
    const moved = await saveEndpoint(await as("admin"), { ...input, placeId: harbor.id });
    expect(moved).toMatchObject({ id: first.id, channel: KIND, place: { id: harbor.id, name: harbor.name } });
    expect(await listEndpoints(await as("associate", [harbor.id]))).toEqual([moved]);
    expect(await listEndpoints(await as("associate", [pine.id]))).toEqual([]);
    expect(await listEndpoints(await as("associate"))).toEqual([]);
  });

  it("refuse other people, a warehouse, an absent place and a taken address", async () => {
    const { id: connectionId } = await saveConnection(ctx, { kind: KIND, account: "AC1", label: "SMS", config });
    const place = await makePlace(db);
    const warehouse = await makePlace(db, { takesWork: false });
    const input = { connectionId, address: "+12065550110", label: "texts", placeId: place.id };
    await expect(saveEndpoint(await as("supervisor"), input)).rejects.toMatchObject({ code: "forbidden" });
    await expect(saveEndpoint(ctx, { ...input, placeId: warehouse.id })).rejects.toMatchObject({ code: "invalid" });
    await expect(saveEndpoint(ctx, { ...input, placeId: uuidv7() })).rejects.toMatchObject({ code: "not_found" });
    await saveEndpoint(ctx, input);
    const second = await saveEndpoint(ctx, { ...input, address: "+12065550111" });
    await expect(saveEndpoint(ctx, { ...input, endpointId: second.id })).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("addresses of endpoints", () => {
  const sms = async () => {
    const { id: connectionId } = await saveConnection(ctx, { kind: KIND, account: "AC1", label: "SMS", config });
    return { connectionId, label: "texts", placeId: (await makePlace(db)).id };
  };

  it("are stored as phone numbers in E.164, and refused without a country code", async () => {
    const input = await sms();
    for (const address of ["+1 (206) 555-0110", " +1-206-555-0110 ", "＋12065550110"])
      expect(await saveEndpoint(ctx, { ...input, address })).toMatchObject({
        ...{ address: "+12065550110", addressLabel: "+1 206 555 0110", problem: null },
      });
    expect(await listEndpoints(ctx)).toHaveLength(1);
    for (const address of ["12065550110", "206-555-0110", "0044 20 7946 0958", "+1206", "12345", "STORE", "+"])
      await expect(saveEndpoint(ctx, { ...input, address })).rejects.toMatchObject({
        code: "invalid",
        message: expect.stringMatching(/country code/),
      });
    expect(await listEndpoints(ctx)).toHaveLength(1);
  });

  it("of a site's chat stay as they are written", async () => {
    const { placeId } = await sms();
    const { id } = await saveConnection(ctx, { kind: "webchat", account: "shop", label: "Chat", config: {} });
    const input = { connectionId: id, address: "pk_shop", label: "chat", placeId };
    expect(await saveEndpoint(ctx, input)).toMatchObject({
      address: "pk_shop",
      addressLabel: "pk_shop",
      problem: null,
    });
  });

  it("that an earlier version stored without a country code are flagged, and can be corrected or removed", async () => {
    const input = await sms();
    const { connectionId, placeId } = input;
    const bad = await makeEndpoint(db, { connectionId, placeId, address: "2065550110" });
    expect(await listEndpoints(ctx)).toMatchObject([{ id: bad.id, problem: { reason: "countryCodeMissing" } }]);
    expect(await saveEndpoint(ctx, { ...input, endpointId: bad.id, address: "+12065550110" })).toMatchObject({
      id: bad.id,
      problem: null,
    });
  });

  it("can be removed only by an admin, are then no longer listed, and come back as the same endpoint", async () => {
    const input = { ...(await sms()), address: "+12065550110" };
    const { id: endpointId } = await saveEndpoint(ctx, input);
    for (const role of ["supervisor", "associate"] as const) {
      const other = await as(role);
      await expect(removeEndpoint(other, { endpointId })).rejects.toMatchObject({ code: "forbidden" });
      await expect(endpointUsage(other, { endpointId })).rejects.toMatchObject({ code: "forbidden" });
    }
    await removeEndpoint(ctx, { endpointId });
    await removeEndpoint(ctx, { endpointId });
    expect(await listEndpoints(ctx)).toEqual([]);
    expect(await endpointByAddress(db, KIND, input.address)).toBeNull();
    await expect(saveEndpoint(ctx, { ...input, endpointId })).rejects.toMatchObject({ code: "not_found" });
    await expect(removeEndpoint(ctx, { endpointId: uuidv7() })).rejects.toMatchObject({ code: "not_found" });
    const second = await saveEndpoint(ctx, { ...input, address: "+12065550111" });
    await expect(saveEndpoint(ctx, { ...input, endpointId: second.id })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/removed before/),
    });
    expect(await saveEndpoint(ctx, input)).toMatchObject({ id: endpointId });
  });

  it("show before removal how many open conversations use them, and which endpoint replaces them", async () => {
    const input = { ...(await sms()), address: "+12065550110" };
    const { id: endpointId } = await saveEndpoint(ctx, input);
    const at = { placeId: input.placeId, endpointId };
    await makeConversation(db, at);
    await makeConversation(db, { ...at, status: "snoozed" });
    await makeConversation(db, { ...at, status: "resolved" });
    expect(await endpointUsage(ctx, { endpointId })).toEqual({ openConversations: 2, replacement: null });
    await saveEndpoint(ctx, { ...input, address: "+12065550111", label: "second" });
    expect(await endpointUsage(ctx, { endpointId })).toEqual({
      openConversations: 2,
      replacement: { addressLabel: "+1 206 555 0111", label: "second" },
    });
  });
});

describe("purging", () => {
  const DAY = 24 * 3_600_000;
  const ago = (days: number) => new Date(Date.now() - days * DAY);

  it("deletes expired payloads, events, sessions and unsent files, and keeps the keys", async () => {
    const { user } = await makeUser(db);
    const inbox = (eventId: string, days: number, state: "applied" | "parked") => ({
      connection: "till",
      eventId,
      kind: "x",
      state,
      payload: { some: "thing" },
      waitsFor: state === "parked" ? "sku:1" : null,
      receivedAt: ago(days),
    });
    await db
      .insert(inboxEvents)
      .values([inbox("old", 8, "applied"), inbox("lost", 8, "parked"), inbox("new", 6, "parked")]);
    await db.insert(events).values([
      { type: "stock.changed", payload: {}, at: ago(8) },
      { type: "stock.changed", payload: {}, at: ago(6) },
    ]);
    await db.insert(sessions).values([{ id: uuidv7(), userId: user.id, expiresAt: ago(31) }]);
    const file = { ownerId: "x", name: "a.png", mime: "image/png", state: "ready" as const };
    await db.insert(attachments).values([
      { ...file, id: uuidv7(), createdAt: ago(2) },
      { ...file, id: uuidv7(), createdAt: ago(0) },
    ]);
    await purge(ctx);
    await purge(ctx);
    await purgeUnsentFiles(ctx);
    const kept = await db.select().from(inboxEvents).orderBy(inboxEvents.eventId);
    expect(kept.map(({ eventId, state, payload, waitsFor }) => [eventId, state, payload !== null, waitsFor])).toEqual([
      ["lost", "stale", false, null],
      ["new", "parked", true, "sku:1"],
      ["old", "applied", false, null],
    ]);
    const counts = sql`select (select count(*)::int from events) as events, (select count(*)::int from sessions) as sessions,
      (select count(*)::int from attachments) as files`;
    expect(await db.execute(counts)).toMatchObject({ rows: [{ events: 1, sessions: 1, files: 1 }] });
  });
});
