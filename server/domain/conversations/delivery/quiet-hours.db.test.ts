import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, expect, test } from "vitest";
import { items, jobs, places } from "@/db/schema";
import { saveSetting } from "@/server/domain/configuration/save-setting";
import { quietHours } from "@/server/domain/consent/settings";
import { freshDb } from "@/tests/db";
import { makeStore } from "@/tests/inbound";
import { retryMessage } from "../sending/retry-message";
import { sendMessage } from "../sending/send-message";
import { claimNextDelivery } from "./claim-delivery";

const CUSTOMER = "+14155550188";
let store: Awaited<ReturnType<typeof makeStore>>;
let conversationId: string;

/** A customer of a store of Denver wrote on Friday at noon. */
beforeEach(async () => {
  const { db } = await freshDb();
  store = await makeStore(db, new Date("2026-11-20T19:00:00Z"));
  await db.update(places).set({ timeZone: "America/Denver" }).where(eq(places.id, store.place.id));
  store.ctx.settings.forget();
  ({ conversationId } = await store.text(CUSTOMER, "Is it there?"));
});

const at = (iso: string) => {
  store.clock.at = new Date(iso);
};
const send = () =>
  sendMessage(store.staff, {
    conversationId,
    clientMessageId: uuidv7(),
    body: "It is",
    seenSeq: 1000,
    attachmentIds: [],
  });
const claim = () => claimNextDelivery(store.ctx, { conversationId });
const refused = {
  code: "consent",
  reason: "quietHours",
  details: { allowedAt: "2026-11-22T15:00:00.000Z", timeZone: "America/Denver" },
};

test("nobody can text a customer first at night, in the place's time zone; in the morning they can", async () => {
  at("2026-11-22T03:59:00Z"); // Saturday, 8:59 p.m.
  await send();
  at("2026-11-22T04:00:00Z");
  await expect(send()).rejects.toMatchObject(refused);
  at("2026-11-22T14:59:59Z");
  await expect(send()).rejects.toMatchObject(refused);
  at("2026-11-22T15:00:00Z");
  await send();
});

test("a customer who has just written is answered at any time", async () => {
  at("2026-11-22T06:00:00Z");
  await store.text(CUSTOMER, "Still awake?");
  at("2026-11-22T07:00:00Z");
  expect(await send()).toMatchObject({ delivery: { status: "queued" } });
  expect(await claim()).toMatchObject({ text: "It is" });
});

test("a message that was queued before quiet hours waits for the morning, unless the customer writes", async () => {
  at("2026-11-22T03:59:00Z");
  await send();
  at("2026-11-22T04:05:00Z");
  await store.ctx.db.delete(jobs);
  expect(await claim()).toBeNull();
  expect(await store.ctx.db.select().from(jobs)).toMatchObject([{ runAt: new Date("2026-11-22T15:00:00Z") }]);
  expect(await store.ctx.db.select().from(items).where(eq(items.direction, "out"))).toMatchObject([
    { deliveryStatus: "queued" },
  ]);
  await store.text(CUSTOMER, "Hello?");
  expect(await claim()).toMatchObject({ text: "It is" });
});

test("a failed message cannot be retried at night", async () => {
  at("2026-11-22T03:59:00Z");
  const { id: itemId } = await send();
  await store.ctx.db.update(items).set({ deliveryStatus: "failed" }).where(eq(items.id, itemId));
  at("2026-11-22T05:00:00Z");
  await expect(retryMessage(store.staff, { conversationId, itemId })).rejects.toMatchObject(refused);
});

test("quiet hours may be during the day, and may be switched off", async () => {
  const set = (value: object, expectedVersion: number) =>
    saveSetting(store.ctx, {
      key: quietHours.key,
      scope: { kind: "place", placeId: store.place.id },
      own: { value: { enabled: true, from: "13:00", to: "15:00", replyWithinHours: 1, ...value } },
      expectedVersion,
    });
  await set({}, 0);
  at("2026-11-22T21:00:00Z"); // 2 p.m.
  await expect(send()).rejects.toMatchObject({ details: { allowedAt: "2026-11-22T22:00:00.000Z" } });
  at("2026-11-22T06:00:00Z");
  await send();
  await set({ enabled: false }, 1);
  at("2026-11-22T21:00:00Z");
  await send();
});
