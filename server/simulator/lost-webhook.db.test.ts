import { asc, eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makePlace, makeUser, SYSTEM } from "@/db/factories";
import { attachments, items } from "@/db/schema";
import type { PersonActor } from "@/server/contract/team";
import { mirrorAttachment } from "@/server/domain/conversations/attachments/mirror-attachment";
import { deliverMessages } from "@/server/domain/conversations/delivery/deliver-messages";
import { reconcile } from "@/server/domain/conversations/reconciliation/reconcile";
import { sendMessage } from "@/server/domain/conversations/sending/send-message";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { saveConnection } from "@/server/domain/settings/connections";
import { saveEndpoint } from "@/server/domain/settings/endpoints";
import { registerSimulator } from "@/server/http/routes";
import { env } from "@/server/lib/env";
import { freshDb } from "@/tests/db";
import { jobContext } from "@/tests/job-context";
import { openTestApi, type TestApi } from "@/tests/test-api";
import { createSimulator } from "./create-simulator";

const TWILIO = { accountSid: `AC${"a".repeat(32)}`, authToken: "t".repeat(32) };
const STORE = { code: "101", name: "Pine Street", phone: "+12065550101", widgetKey: "wk" };
const ANA = "+12125550123";

let api: TestApi;
let actor: PersonActor;
let db: Awaited<ReturnType<typeof freshDb>>["db"];
/** The simulator's texts are new, and reconciliation leaves the newest to their webhooks. */
const inAMinute = () => new Date(Date.now() + 60_000);
const ctx = () => createCtx({ db, actor: SYSTEM, now: inAMinute });

beforeEach(async () => {
  const fresh = await freshDb();
  db = fresh.db;
  api = await openTestApi(fresh.handle);
  const apiBase = `${api.url}/simulator/twilio`;
  const config = { ...TWILIO, apiBase };
  const account = { kind: "twilio-sms", account: TWILIO.accountSid, label: "Simulated SMS", config };
  const { id: connectionId } = await saveConnection(ctx(), account);
  const { id: placeId } = await makePlace(db);
  await saveEndpoint(ctx(), { connectionId, address: STORE.phone, label: "texts", placeId });
  ({ actor } = await makeUser(db, { role: "agent", scopeAll: true }));
  const publicUrl = env().PUBLIC_URL;
  const simulator = createSimulator({
    publicUrl,
    loopbackUrl: api.url,
    twilio: { ...TWILIO, webhookPath: "/api/webhooks/twilio-sms" },
    ingest: { source: "demo", secret: `whsec_${Buffer.alloc(32, 7).toString("base64")}` },
    identitySecret: "i".repeat(32),
    isStaff: async () => true,
    call: () => Promise.reject(new Error("nobody calls here")),
    ringing: async () => null,
    retailer: () => ({ stores: [STORE], customers: [], skus: [], ordersOf: () => [], orderWith: () => null }),
    onHand: async () => null,
    stockPlaces: [],
  });
  registerSimulator(simulator.handle);
});
afterEach(async () => {
  registerSimulator(async () => false);
  await api.close();
});

const act = async (name: string, body: object) => {
  const said = await api.ask({
    method: "POST",
    path: `/simulator/api/${name}`,
    origin: env().PUBLIC_URL,
    body: JSON.stringify(body),
  });
  expect(said.status).toBe(200);
};
const state = async () =>
  JSON.parse((await api.ask({ path: `/simulator/api/state?phone=${encodeURIComponent(ANA)}` })).body);
const text = (body: string, photo: string | null = null) =>
  act("text", { phone: ANA, store: "101", text: body, photo });
const received = () => db.select().from(items).where(eq(items.direction, "in")).orderBy(asc(items.seq));

test("a text whose webhook the simulator drops is found in its list, with its photo, once", async () => {
  await text("Hello");
  await act("lose", { next: true });
  expect(await state()).toMatchObject({ losesNextWebhook: true });
  await text("Is it this one?", "zip");
  expect(await state()).toMatchObject({
    losesNextWebhook: false,
    messages: [{ text: "Hello" }, { text: "Is it this one?" }],
  });
  expect(await received()).toHaveLength(1);
  await reconcile(jobContext(ctx()), 0);
  await reconcile(jobContext(ctx()), 0);
  expect((await received()).map(({ body, seq }) => [seq, body])).toEqual([
    [1, "Hello"],
    [2, "Is it this one?"],
  ]);
  const [file] = await db.select().from(attachments);
  await mirrorAttachment(jobContext(ctx()), `${file?.id}`);
  expect(await db.select().from(attachments)).toMatchObject([{ state: "ready", mime: "image/png" }]);
});

test("a delivery report that the simulator drops is found in its list", async () => {
  await text("Hello");
  const conversationId = `${(await received())[0]?.conversationId}`;
  const now = () => new Date();
  const input = { conversationId, clientMessageId: uuidv7(), body: "Yes", seenSeq: 9, attachmentIds: [] };
  const { id } = await sendMessage(createCtx({ db, actor, now }), input);
  // Nothing listens at the callback address, so every report is lost.
  const jobs = jobContext(createCtx({ db, actor: SYSTEM, now }), { publicUrl: "https://nobody.example" });
  await deliverMessages(jobs, conversationId);
  await vi.waitFor(async () => expect((await state()).messages.at(-1).status).toBe("delivered"), 60_000);
  const status = async () => (await db.select().from(items).where(eq(items.id, id)))[0]?.deliveryStatus;
  expect(await status()).toBe("sent");
  await reconcile(jobContext(ctx()), 0);
  expect(await status()).toBe("delivered");
});
