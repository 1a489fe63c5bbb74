import fc from "fast-check";
import { uuidv7 } from "uuidv7";
import { beforeAll, describe, expect, test } from "vitest";
import type { Db } from "@/db/client";
import { makeConnection } from "@/db/factories";
import { items } from "@/db/schema";
import { DELIVERY, type DeliveryStatus } from "@/server/contract/conversations";
import { freshDb } from "@/tests/db";
import { makeStore } from "@/tests/inbound";
import { retryMessage } from "../sending/retry-message";
import { sendMessage } from "../sending/send-message";
import { claimNextDelivery, settleDelivery } from "./claim-delivery";
import { contradicts, laterStatus } from "./delivery-order";
import { recordDelivery } from "./record-delivery";

let db: Db;
let store: Awaited<ReturnType<typeof makeStore>>;
let conversationId: string;
let sent = 0;
beforeAll(async () => {
  ({ db } = await freshDb());
  store = await makeStore(db);
  ({ conversationId } = await store.text("+14155550100", "hello"));
});

/** A message whose provider call is in flight. */
async function sending() {
  const input = { conversationId, clientMessageId: uuidv7(), body: `message ${sent++}`, seenSeq: 9999 };
  await sendMessage(store.staff, input);
  const claimed = await claimNextDelivery(store.ctx, { conversationId });
  if (!claimed) throw new Error("nothing to send");
  const externalId = `SM${claimed.itemId}`;
  const report = (status: DeliveryStatus, more: object = {}) =>
    recordDelivery(store.ctx, store.sms, {
      kind: "status",
      externalId,
      messageId: claimed.itemId,
      status,
      error: status === "failed" ? "Handset unreachable" : null,
      ...more,
    });
  const settle = () =>
    settleDelivery(store.ctx, {
      itemId: claimed.itemId,
      attempt: claimed.attempt,
      result: { outcome: "accepted", externalId, status: "queued" },
    });
  const now = async () => (await db.select().from(items)).find((item) => item.id === claimed.itemId);
  return { claimed, externalId, report, settle, now };
}

describe("delivery reports of a message", () => {
  test("reports in any order and any number end in the same state", async () => {
    const reported = fc.array(
      fc.constantFrom<DeliveryStatus>("queued", "sending", "sent", "delivered", "read", "failed"),
      {
        minLength: 1,
        maxLength: 5,
      },
    );
    await fc.assert(
      fc.asyncProperty(reported, fc.nat(5), async (reports, settleAt) => {
        const { report, settle, now } = await sending();
        for (const [i, status] of reports.entries()) {
          if (i === settleAt % reports.length) await settle();
          await report(status);
        }
        const expected = [...reports, "sent" as const].reduce(laterStatus);
        expect((await now())?.deliveryStatus).toBe(expected);
      }),
      { numRuns: 40 },
    );
  });

  test("the order is total: the later of two does not depend on the order of arguments", () => {
    const status = fc.constantFrom(...DELIVERY);
    fc.assert(fc.property(status, status, (a, b) => laterStatus(a, b) === laterStatus(b, a)));
    fc.assert(fc.property(status, status, (a, b) => contradicts(a, b) === contradicts(b, a)));
  });

  test("a callback that arrives before the provider's response is matched by our own id", async () => {
    const { report, settle, now, externalId } = await sending();
    expect(await report("delivered")).toEqual({ outcome: "applied" });
    await settle();
    expect(await now()).toMatchObject({ deliveryStatus: "delivered", externalId });
  });

  test("a callback without our id is matched by the provider's id", async () => {
    const { report, settle, now } = await sending();
    expect(await report("delivered", { messageId: null })).toEqual({ outcome: "unknown" });
    await settle();
    expect(await report("delivered", { messageId: null })).toEqual({ outcome: "applied" });
    expect((await now())?.deliveryStatus).toBe("delivered");
  });

  test("another account cannot settle our messages", async () => {
    const { claimed, now, settle } = await sending();
    const unknownReport = await makeConnection(db);
    const report = { kind: "status" as const, externalId: "SMx", messageId: claimed.itemId, error: null };
    const answer = await recordDelivery(store.ctx, { connectionId: unknownReport.id }, { ...report, status: "failed" });
    expect(answer).toEqual({ outcome: "unknown" });
    expect((await now())?.deliveryStatus).toBe("sending");
    await settle();
  });

  test("a report about an attempt that was retried changes nothing", async () => {
    const { claimed, report, settle, now } = await sending();
    await settle();
    await report("failed");
    expect(await now()).toMatchObject({ deliveryStatus: "failed", deliveryError: "Handset unreachable" });
    await retryMessage(store.staff, { conversationId, itemId: claimed.itemId });
    expect(await report("failed")).toEqual({ outcome: "ignored" });
    const second = await claimNextDelivery(store.ctx, { conversationId });
    expect(second).toMatchObject({ itemId: claimed.itemId, attempt: 2 });
    expect(await report("failed")).toEqual({ outcome: "ignored" });
    await report("delivered", { externalId: "SM-second" });
    expect(await now()).toMatchObject({ deliveryStatus: "delivered", externalId: "SM-second" });
  });
});
