import { request } from "node:http";
import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeEach, expect, test } from "vitest";
import type { DbHandle } from "@/db/client";
import { makePlace, makeUser, SYSTEM } from "@/db/factories";
import { attachmentBlobs, attachments } from "@/db/schema";
import { openVisitorSession } from "@/server/auth/visitor";
import type { DomainError } from "@/server/contract/errors";
import { purgeUnsentFiles } from "@/server/domain/conversations/attachments/purge-unsent-files";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { saveConnection } from "@/server/domain/settings/connections";
import { saveEndpoint } from "@/server/domain/settings/endpoints";
import { freshDb } from "@/tests/db";
import { cookieOf, openTestApi, type TestApi } from "@/tests/test-api";
import { takeVisitorUpload } from "./widget-limits";

const PDF = Buffer.from("%PDF-1.7 a receipt");
let handle: DbHandle;
let api: TestApi | undefined;
let staff: { cookie: string; id: string };
let site: string;

beforeEach(async () => {
  await api?.close();
  ({ handle } = await freshDb());
  const { db } = handle;
  const ctx = createCtx({ db, actor: SYSTEM, now: () => new Date() });
  const place = await makePlace(db);
  const { id } = await saveConnection(ctx, { kind: "webchat", account: "shop", label: "Chat", config: {} });
  // Counters are also remembered in memory, by key: every test has a site and visitors of its own.
  site = `pk_${uuidv7()}`;
  await saveEndpoint(ctx, { connectionId: id, address: site, label: "chat", placeId: place.id });
  const { actor } = await makeUser(db, { placeIds: [place.id] });
  staff = { cookie: await cookieOf(actor), id: actor.id };
  api = await openTestApi(handle);
});
afterAll(() => api?.close());

const visitor = async () => (await openVisitorSession(handle.db, { key: site })).token;
const stored = async () => (await handle.db.select({ id: attachments.id }).from(attachments)).length;
type Answer = { status: number; retryAfter: string | undefined; body: { message?: string } };

function upload(who: { token: string } | { cookie: string }, headers: Record<string, string> = {}): Promise<Answer> {
  const identity = "token" in who ? { authorization: `Bearer ${who.token}` } : { cookie: who.cookie };
  const url = api?.url ?? "";
  return new Promise((resolve, reject) => {
    const all = { "x-storeline": "1", origin: url, ...identity, ...headers };
    const call = request(`${url}/api/media?name=a.pdf`, { method: "POST", headers: all, agent: false });
    call.on("error", reject).on("response", (res) => {
      let said = "";
      res.on("data", (chunk) => {
        said += chunk;
      });
      res.on("end", () =>
        resolve({ status: res.statusCode ?? 0, retryAfter: res.headers["retry-after"], body: JSON.parse(said) }),
      );
    });
    call.end(PDF);
  });
}

test("of 480 files at once from one address a hundred are stored, and the rest are answered with a retry time", async () => {
  const tokens = await Promise.all(Array.from({ length: 16 }, visitor));
  const answers: Answer[] = [];
  for (let n = 0; n < 30; n++) answers.push(...(await Promise.all(tokens.map((token) => upload({ token })))));
  expect(answers).toHaveLength(480);
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(100);
  expect(await stored()).toBe(100);
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(380);
  for (const { retryAfter, body } of refused) {
    expect(Number(retryAfter)).toBeGreaterThan(0);
    expect(body.message).toMatch(/^Too many files were sent\. Try again in (a moment|\d+ minutes?)\.$/);
  }
  expect((await upload(staff)).status, "a colleague at the same address").toBe(201);
});

test("files whose size is not announced count as the largest, before they are read", async () => {
  const tokens = await Promise.all(Array.from({ length: 5 }, visitor));
  const statuses: number[] = [];
  for (let n = 0; n < 10; n++)
    for (const token of tokens) statuses.push((await upload({ token }, { "transfer-encoding": "chunked" })).status);
  // 200 MB of 5 MB each.
  expect(statuses.filter((status) => status === 201)).toHaveLength(40);
  expect(await stored()).toBe(40);
});

test("one site and the whole deployment have a limit, however many addresses the files come from", async () => {
  const send = (from: string, to: string) => {
    const file = { visitorId: uuidv7(), site: to, address: from, announcedBytes: null };
    return takeVisitorUpload(handle.db, file, 100).then(
      () => "taken",
      (error: DomainError) => error.code,
    );
  };
  const taken = async (to: string) => {
    const said = await Promise.all(Array.from({ length: 30 }, (_, n) => send(`${to} ${n}`, to)));
    return said.filter((one) => one === "taken").length;
  };
  // 50 MB of 5 MB each, 100 MB together.
  expect(await taken("a")).toBe(10);
  expect(await taken("b")).toBe(10);
  expect(await taken("c")).toBe(0);
});

test("an unsent file of a visitor is deleted within the hour, a colleague's after a day, and a sent one stays", async () => {
  const { db } = handle;
  await upload({ token: await visitor() });
  await upload(staff);
  const after = (minutes: number) => ({ db, now: () => new Date(Date.now() + minutes * 60_000) });
  await purgeUnsentFiles(after(45));
  expect(await stored()).toBe(2);
  await purgeUnsentFiles(after(55));
  expect(await db.select({ owner: attachments.ownerId }).from(attachments)).toEqual([{ owner: staff.id }]);
  expect(await db.select({ id: attachmentBlobs.attachmentId }).from(attachmentBlobs)).toHaveLength(1);
  await purgeUnsentFiles(after(25 * 60));
  expect(await stored()).toBe(0);
});

test("a purge deletes as many files as a flood can leave", async () => {
  const { db } = handle;
  const old = new Date(Date.now() - 3_600_000);
  const rows = Array.from({ length: 450 }, () => ({
    id: uuidv7(),
    ownerId: "visitor:x",
    name: "a.pdf",
    mime: "application/pdf",
    state: "ready" as const,
    createdAt: old,
  }));
  await db.insert(attachments).values(rows);
  await purgeUnsentFiles({ db, now: () => new Date() });
  expect(await db.select().from(attachments).where(eq(attachments.ownerId, "visitor:x"))).toEqual([]);
});
