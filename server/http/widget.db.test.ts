import { connect } from "node:net";
import { eq } from "drizzle-orm";
import { SignJWT } from "jose";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { DbHandle } from "@/db/client";
import { makePlace, SYSTEM } from "@/db/factories";
import { customerIdentities, items, unverifiedIdentities } from "@/db/schema";
import type { WidgetSession } from "@/server/contract/sockets";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { saveConnection } from "@/server/domain/settings/connections";
import { saveEndpoint } from "@/server/domain/settings/endpoints";
import { freshDb } from "@/tests/db";
import { openTestApi, type TestApi } from "@/tests/test-api";

const SECRET = "the site's own identity secret, long enough";
let handle: DbHandle;
let api: TestApi;

beforeAll(async () => {
  ({ handle } = await freshDb());
  const ctx = createCtx({ db: handle.db, actor: SYSTEM, now: () => new Date() });
  const place = await makePlace(handle.db, { name: "Pine Street" });
  const config = { identitySecret: SECRET };
  const { id } = await saveConnection(ctx, { kind: "webchat", account: "shop", label: "Chat", config });
  await saveEndpoint(ctx, { connectionId: id, address: "pk_shop", label: "chat", placeId: place.id });
  api = await openTestApi(handle);
});
afterAll(() => api.close());

const post = (path: string, body: object, more: { origin?: string | null; headers?: Record<string, string> } = {}) =>
  api.ask({ method: "POST", path, body: JSON.stringify(body), ...more });
const session = async (more: object = {}) =>
  JSON.parse((await post("/api/widget/session", { key: "pk_shop", ...more })).body) as WidgetSession;
const say = (token: string, body: object) =>
  post("/api/widget/messages", body, { headers: { authorization: `Bearer ${token}` } });
const said = (conversationId: string) => handle.db.select().from(items).where(eq(items.conversationId, conversationId));

it("a visitor's message that is sent twice is stored once", async () => {
  const { token, visitorId, place } = await session();
  expect(place).toBe("Pine Street");
  const message = { clientMessageId: uuidv7(), text: "Is the tent in stock?" };
  for (let i = 0; i < 3; i++) expect((await say(token, message)).status).toBe(202);
  const all = await handle.db.select().from(items).where(eq(items.contactValue, visitorId));
  expect(all.filter(({ kind }) => kind === "message")).toMatchObject([
    { body: "Is the tent in stock?", channel: "webchat", clientMessageId: message.clientMessageId },
  ]);
  expect((await said(all[0]?.conversationId as string)).length).toBeGreaterThan(0);
});

it("a visitor the site has proven is the customer with that e-mail and number", async () => {
  const identity = await new SignJWT({ email: "Kim@example.com", phone: "+12065550199", name: "Kim Lee" })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject("customer-7")
    .setAudience("storeline")
    .setIssuedAt()
    .setExpirationTime("5m")
    .sign(Buffer.from(SECRET));
  const { token, visitorId } = await session({ identity });
  expect((await say(token, { clientMessageId: uuidv7(), text: "Hello" })).status).toBe(202);
  const identities = await handle.db.select().from(customerIdentities);
  const customerId = identities.find(({ value }) => value === visitorId)?.customerId;
  const theirs = identities.filter((identity) => identity.customerId === customerId).map(({ value }) => value);
  expect(theirs.sort()).toEqual(["+12065550199", "customer-7", "kim@example.com", visitorId].sort());
});

it("a foreign page, a wrong key and a malformed request get a clear refusal", async () => {
  const path = "/api/widget/session";
  expect((await post(path, { key: "pk_shop" }, { origin: "https://evil.example" })).status).toBe(403);
  expect((await post(path, { key: "pk_other" })).status).toBe(404);
  expect((await post(path, { key: "pk_shop", identity: "a.b.c" })).status).toBe(401);
  expect((await post(path, {})).status).toBe(400);
  expect((await api.ask({ method: "POST", path, body: "{" })).status).toBe(400);
  expect((await api.ask({ method: "POST", path, body: "{}", headers: { "content-type": "text/plain" } })).status).toBe(
    415,
  );
  expect((await post(path, { key: "x".repeat(20_000) })).status).toBe(413);
  expect((await api.ask({ path })).status).toBe(405);
  expect((await post(path, { key: "pk_shop" })).headers["access-control-allow-origin"]).toBeUndefined();
});

it("a message needs a visitor's token, something to say, and files of one's own", async () => {
  const { token } = await session();
  const message = { clientMessageId: uuidv7(), text: "Hello" };
  expect((await say("a.b.c", message)).status).toBe(403);
  expect((await post("/api/widget/messages", message)).status).toBe(403);
  expect((await say(token, { ...message, text: " " })).status).toBe(400);
  expect((await say(token, { ...message, attachmentIds: [uuidv7()] })).status).toBe(400);
  expect((await say(token, { ...message, role: "admin" })).status).toBe(400);
});

it("a contact is validated, stored once the visitor has written, and can be changed and removed only by them", async () => {
  const { token, visitorId } = await session();
  const leave = (contact: unknown, bearer = token, more: object = {}) =>
    post("/api/widget/contact", { contact }, { headers: { authorization: `Bearer ${bearer}` }, ...more });
  const kept = () => handle.db.select().from(unverifiedIdentities).where(eq(unverifiedIdentities.visitorId, visitorId));
  const checked = await leave("(425) 555-0123");
  expect(JSON.parse(checked.body)).toEqual({ contact: { kind: "phone", label: "+1 425 555 0123" } });
  expect(await kept()).toEqual([]);
  const first = { clientMessageId: uuidv7(), text: "Call me", contact: "+1 425 555 0123" };
  expect((await say(token, first)).status).toBe(202);
  expect(await kept()).toMatchObject([{ kind: "phone", value: "+14255550123" }]);
  expect(JSON.parse((await leave("Kim@example.com")).body)).toEqual({
    contact: { kind: "email", label: "kim@example.com" },
  });
  expect(await kept()).toMatchObject([{ kind: "email", value: "kim@example.com" }]);
  const refused = await leave("12");
  expect(refused.status).toBe(400);
  expect(JSON.parse(refused.body).message).toMatch(/full phone number or e-mail/);
  for (const odd of ["", 7, {}, "x".repeat(300), undefined]) expect((await leave(odd)).status).toBe(400);
  expect((await leave("+14255550124", "a.b.c")).status).toBe(401);
  expect((await leave("+14255550124", token, { origin: "https://evil.example" })).status).toBe(403);
  expect((await api.ask({ path: "/api/widget/contact" })).status).toBe(405);
  expect(await kept()).toMatchObject([{ value: "kim@example.com" }]);
  expect(JSON.parse((await leave(null)).body)).toEqual({ contact: null });
  expect(await kept()).toEqual([]);
});

it("one visitor who floods is limited, others are not", async () => {
  const [flood, calm] = [await session(), await session()];
  const answers = await Promise.all(
    Array.from({ length: 70 }, () => say(flood.token, { clientMessageId: uuidv7(), text: "!" })),
  );
  expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(10);
  expect((await say(calm.token, { clientMessageId: uuidv7(), text: "?" })).status).toBe(202);
});

it("a body larger than announced limits is cut off while it arrives", async () => {
  const { port } = new URL(api.url);
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), "127.0.0.1");
    let received = "";
    socket.on("data", (chunk) => {
      received += chunk;
    });
    socket.on("close", () => resolve(received));
    socket.on("error", (error: NodeJS.ErrnoException) => (received ? resolve(received) : reject(error)));
    socket.write(
      `POST /api/webhooks/twilio-sms HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    for (let i = 0; i < 5; i++) socket.write(`4000\r\n${"x".repeat(0x4000)}\r\n`);
  });
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
});
