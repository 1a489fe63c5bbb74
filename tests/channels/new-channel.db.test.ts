import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Db } from "@/db/client";
import { makePlace, makeUser, SYSTEM } from "@/db/factories";
import { conversations, customerIdentities, items } from "@/db/schema";
import { addChannel } from "@/server/channels/directory";
import type { Ctx } from "@/server/domain/context";
import { deliverMessages } from "@/server/domain/conversations/delivery/deliver-messages";
import { recordConsent } from "@/server/domain/conversations/opt-out/record-consent";
import { sendMessage } from "@/server/domain/conversations/sending/send-message";
import { getConversation } from "@/server/domain/conversations/thread/get-conversation";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { connectionSettings, saveConnectionSettings } from "@/server/domain/settings/connection-settings";
import { findConnection } from "@/server/domain/settings/connections";
import { saveEndpoint } from "@/server/domain/settings/endpoints";
import { connectFromEnvironment } from "@/server/domain/settings/environment-connections";
import { KEPT_ALIVE } from "@/tests/kept-alive";
import { freshDb } from "../db";
import { jobContext } from "../job-context";
import { openTestApi, type TestApi } from "../test-api";
import { photogram, SIGNATURE, sign } from "./photogram";

/* A channel is one folder and one registry line: everything below runs with `photogram/` and `addChannel(photogram)` alone. */

const SECRET = "s".repeat(16);
let db: Db;
let api: TestApi;
let provider: { server: Server; base: string; asked: Record<string, string>[] };
let removeChannel: () => void;
let clock: Date;
let admin: Ctx;
let staff: Ctx & { actor: Awaited<ReturnType<typeof makeUser>>["actor"] };
let connectionId: string;
const now = () => clock;
const laterBy = (hours: number) => {
  clock = new Date(clock.getTime() + hours * 3_600_000);
};

beforeEach(async () => {
  removeChannel = addChannel(photogram);
  const fresh = await freshDb();
  db = fresh.db;
  api = await openTestApi(fresh.handle);
  provider = await openProvider();
  clock = new Date();
  admin = createCtx({ db, now, actor: (await makeUser(db, { role: "admin" })).actor });
  const place = await makePlace(db);
  staff = createCtx({ db, now, actor: (await makeUser(db, { role: "associate", placeIds: [place.id] })).actor });
  const values = { accessToken: "token", appSecret: SECRET, verifyToken: "checked", apiBase: provider.base };
  const account = { kind: "photogram", account: "4411", label: "Our page", values };
  ({ id: connectionId } = await saveConnectionSettings(admin, account));
  await saveEndpoint(admin, { connectionId, address: "4411", label: "Our page", placeId: place.id });
});
afterEach(async () => {
  removeChannel();
  provider.server.closeAllConnections();
  await Promise.all([api.close(), new Promise((done) => provider.server.close(done))]);
});

async function openProvider(): Promise<typeof provider> {
  const asked: Record<string, string>[] = [];
  const server = createServer(KEPT_ALIVE, async (req, res) => {
    let body = "";
    for await (const chunk of req) body += chunk;
    asked.push(JSON.parse(body));
    res.end(JSON.stringify({ id: `p${asked.length}` }));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { server, asked, base: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function post(...events: object[]) {
  const body = JSON.stringify({ page: "4411", events });
  const path = "/api/webhooks/photogram";
  return api.ask({ method: "POST", path, headers: { [SIGNATURE]: sign(body, SECRET) }, body });
}
const asks = (id: string, text: string) => post({ type: "message", id, from: "u-77", name: "Maya Chen", text });
const onlyConversation = async () => {
  const [row] = await db.select().from(conversations);
  if (!row) throw new Error("no conversation was made");
  return row;
};
async function reply(body: string, more: object = {}) {
  const { id: conversationId, lastSeq: seenSeq } = await onlyConversation();
  const sent = await sendMessage(staff, { conversationId, clientMessageId: uuidv7(), body, seenSeq, ...more });
  await deliverMessages(jobContext(createCtx({ db, now, actor: SYSTEM })), conversationId);
  return sent;
}

test("its provider's check of the URL is answered with the token of a connection, and with no other", async () => {
  const check = (token: string) =>
    api.ask({ path: `/api/webhooks/photogram?hub.verify_token=${token}&hub.challenge=42` });
  expect(await check("checked")).toMatchObject({ status: 200, body: "42" });
  expect(await check("guessed")).toMatchObject({ status: 403 });
  expect(await api.ask({ path: "/api/webhooks/twilio-sms" })).toMatchObject({ status: 405 });
});

test("a message becomes one conversation of a customer without a phone number, and the response acknowledges it", async () => {
  expect(await asks("m1", "Is it in stock?")).toMatchObject({ status: 200, body: '{"received":1}' });
  expect(await asks("m1", "Is it in stock?")).toMatchObject({ status: 200 });
  const { id: conversationId } = await onlyConversation();
  const { row, items: thread, destinations } = await getConversation(staff as never, { conversationId });
  expect(row).toMatchObject({ channel: "photogram", customer: { name: "Maya Chen", contact: "u-77" } });
  expect(thread.filter(({ kind }) => kind === "message")).toMatchObject([{ body: "Is it in stock?" }]);
  expect(destinations).toMatchObject([{ channel: "photogram", from: "Our page", blocked: null, isLastUsed: true }]);
  expect(await db.select().from(customerIdentities)).toMatchObject([{ kind: "external:photogram", value: "u-77" }]);
});

test("an unsigned message is refused, and one beyond the body limit is not read", async () => {
  const path = "/api/webhooks/photogram";
  const body = JSON.stringify({ page: "4411", events: [] });
  expect((await api.ask({ method: "POST", path, body })).status).toBe(403);
  expect((await api.ask({ method: "POST", path, body: "a".repeat(5000) })).status).toBe(413);
});

test("a reply is sent through its API, and its delivery report settles it", async () => {
  await asks("m1", "Is it in stock?");
  const { id } = await reply("Yes, two left");
  expect(provider.asked).toEqual([{ to: "u-77", text: "Yes, two left", item: id }]);
  const state = async () => (await db.select().from(items).where(eq(items.id, id)))[0];
  expect(await state()).toMatchObject({ channel: "photogram", deliveryStatus: "sent", externalId: "p1" });
  await post({ type: "status", id: "p1", item: id, status: "delivered" });
  expect(await state()).toMatchObject({ deliveryStatus: "delivered" });
});

test("its limits apply: length, files, and the reply window, which reopens with the next message", async () => {
  await asks("m1", "Is it in stock?");
  await expect(reply("a".repeat(101))).rejects.toThrow("Photogram carries at most 100 characters");
  await expect(reply("", { attachmentIds: [uuidv7()] })).rejects.toThrow("Photogram carries no files");
  laterBy(25);
  await expect(reply("Yes")).rejects.toThrow("24 hours after the customer's last message");
  const { id: conversationId } = await onlyConversation();
  const { destinations, replyBlocked } = await getConversation(staff as never, { conversationId });
  const closed = { reason: "replyWindowOver", details: { channel: "Photogram", channelKind: "photogram", hours: 24 } };
  expect([destinations[0]?.blocked, replyBlocked]).toEqual([closed, closed]);
  await db.update(items).set({ at: clock });
  await reply("Yes");
  expect(provider.asked).toHaveLength(1);
});

test("STOP is an opt-out of its own consent, and START lifts it", async () => {
  await asks("m1", "Is it in stock?");
  await asks("m2", "STOP");
  await expect(reply("Yes")).rejects.toMatchObject({ code: "consent" });
  await asks("m3", "START");
  await reply("Yes");
  expect(provider.asked.at(-1)).toMatchObject({ text: "Yes" });
});

test("a colleague records an opt-out of its consent by its own addresses, and allows it again", async () => {
  await asks("m1", "Is it in stock?");
  const { id: conversationId } = await onlyConversation();
  const record = (action: "revoke" | "grant") =>
    recordConsent(staff, { conversationId, channel: "photogram", action, evidence: "said so in the store" });
  expect(await record("revoke")).toMatchObject([{ channel: "photogram", purpose: "service", state: "revoked" }]);
  await expect(reply("Yes")).rejects.toMatchObject({ code: "consent" });
  await record("grant");
  await reply("Yes");
  const texts = { conversationId, channel: "sms", action: "revoke" as const, evidence: "said so in the store" };
  await expect(recordConsent(staff, texts)).rejects.toThrow("no phone number");
});

test("its environment variables set up a connection at start, and its settings form never returns secrets", async () => {
  const variables: Record<string, string> = { PHOTOGRAM_PAGE_ID: "5522", PHOTOGRAM_ACCESS_TOKEN: "token" };
  const connect = () => connectFromEnvironment(createCtx({ db, now, actor: SYSTEM }), (name) => variables[name]);
  await expect(connect()).rejects.toThrow("setting PHOTOGRAM_APP_SECRET is required with PHOTOGRAM_PAGE_ID");
  variables.PHOTOGRAM_APP_SECRET = SECRET;
  await connect();
  expect((await findConnection(db, "photogram", "5522"))?.config).toMatchObject({ pageId: "5522", appSecret: SECRET });
  const settings = await connectionSettings(admin, { connectionId });
  expect(settings).toEqual({
    values: { apiBase: provider.base },
    savedSecrets: ["accessToken", "appSecret", "verifyToken"],
  });
});
