import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { DbHandle } from "@/db/client";
import { makePlace, SYSTEM } from "@/db/factories";
import { calls } from "@/db/schema";
import { providePorts } from "@/server/auth/ctx";
import type { StartedWebCall } from "@/server/contract/call-media";
import { WEEKDAYS } from "@/server/contract/hours";
import type { Json } from "@/server/contract/setting";
import type { WidgetSession } from "@/server/contract/sockets";
import { webCalls } from "@/server/domain/calls/settings";
import { saveSetting } from "@/server/domain/configuration/save-setting";
import type { Ctx } from "@/server/domain/context";
import { openingHours } from "@/server/domain/hours/settings";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { saveConnection } from "@/server/domain/settings/connections";
import { saveEndpoint } from "@/server/domain/settings/endpoints";
import { verifyLegToken } from "@/server/lib/leg-token";
import { freshDb } from "@/tests/db";
import { openTestApi, type TestApi } from "@/tests/test-api";

let handle: DbHandle;
let api: TestApi;
let ctx: Ctx;
let placeId: string;
const staffed = new Set<string>();

beforeAll(async () => {
  ({ handle } = await freshDb());
  ctx = createCtx({ db: handle.db, actor: SYSTEM, now: () => new Date() });
  placeId = (await makePlace(handle.db, { name: "Pine Street" })).id;
  const { id } = await saveConnection(ctx, { kind: "webchat", account: "shop", label: "Chat", config: {} });
  await saveEndpoint(ctx, { connectionId: id, address: "pk_shop", label: "chat", placeId });
  api = await openTestApi(handle);
  providePorts({
    presence: { isStaffed: (id) => staffed.has(id), availableAt: () => [], isAvailable: () => false },
  });
});
afterAll(() => {
  providePorts({});
  return api.close();
});
beforeEach(() => void staffed.add(placeId));

const post = (path: string, body: object, token = "", origin?: string) =>
  api.ask({
    method: "POST",
    path,
    body: JSON.stringify(body),
    headers: { authorization: `Bearer ${token}` },
    ...(origin ? { origin } : {}),
  });
const visitor = async () => JSON.parse((await post("/api/widget/session", { key: "pk_shop" })).body) as WidgetSession;
const reasonOf = ({ body }: { body: string }) => (JSON.parse(body) as { message: string }).message;

test("a visitor's call starts once, however often it is asked for, and each answer has a token for their leg", async () => {
  const { token } = await visitor();
  const callId = uuidv7();
  const answers = await Promise.all([1, 2].map(() => post("/api/widget/calls", { callId }, token)));
  answers.push(await post("/api/widget/calls", { callId }, token));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  const started = answers.map(({ body }) => JSON.parse(body) as StartedWebCall);
  expect(new Set(started.map(({ legId }) => legId)).size).toBe(1);
  expect(await verifyLegToken(started[0]?.token ?? "")).toEqual({ callId, legId: started[0]?.legId });
  expect(started[0]?.place).toBe("Pine Street");
  expect(await handle.db.$count(calls)).toBe(1);
});

test("another visitor cannot take part in a call by its id", async () => {
  const callId = uuidv7();
  expect((await post("/api/widget/calls", { callId }, (await visitor()).token)).status).toBe(200);
  expect((await post("/api/widget/calls", { callId }, (await visitor()).token)).status).toBe(404);
});

test("a place without anybody available refuses a new call and says so, and goes on with one that has begun", async () => {
  const { token } = await visitor();
  const callId = uuidv7();
  await post("/api/widget/calls", { callId }, token);
  staffed.clear();
  const refused = await post("/api/widget/calls", { callId: uuidv7() }, token);
  expect(refused.status).toBe(400);
  expect(reasonOf(refused)).toContain("Nobody can take a call");
  expect((await post("/api/widget/calls", { callId }, token)).status).toBe(200);
});

test("a closed place, and one that takes no calls from the web, refuse with their reason", async () => {
  const { token } = await visitor();
  const set = (key: string, value: Json) =>
    saveSetting(ctx, { key, scope: { kind: "place", placeId }, own: { value }, expectedVersion: 0 });
  await set(openingHours.key, { kind: "weekly", days: Object.fromEntries(WEEKDAYS.map((day) => [day, []])) });
  expect(reasonOf(await post("/api/widget/calls", { callId: uuidv7() }, token))).toContain("closed");
  await set(webCalls.key, false);
  expect(reasonOf(await post("/api/widget/calls", { callId: uuidv7() }, token))).toContain("no calls from the web");
});

test("a foreign page, a request without a visitor and a malformed one are refused", async () => {
  const { token } = await visitor();
  expect((await post("/api/widget/calls", { callId: uuidv7() }, token, "https://evil.example")).status).toBe(403);
  expect((await post("/api/widget/calls", { callId: uuidv7() })).status).toBe(401);
  expect((await post("/api/widget/calls", { callId: "1" }, token)).status).toBe(400);
});

test("a visitor who starts one call after another is stopped", async () => {
  const { token } = await visitor();
  const statuses: number[] = [];
  for (let n = 0; n < 31; n++) statuses.push((await post("/api/widget/calls", { callId: "1" }, token)).status);
  expect([statuses[29], statuses[30]]).toEqual([400, 429]);
});
