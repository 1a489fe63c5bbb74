import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { expect, vi } from "vitest";
import { createCtx } from "@/server/domain/operate/create-ctx";
import type { Db } from "../db/client";
import { makePlace, makeUser, SYSTEM } from "../db/factories";
import { consentStates, items, sendHolds } from "../db/schema";
import type { Id } from "../server/contract/ids";
import { storeOptOut } from "../server/domain/consent/store-opt-out";
import { claimNextDelivery, settleDelivery } from "../server/domain/conversations/delivery/claim-delivery";
import { deliverMessages } from "../server/domain/conversations/delivery/deliver-messages";
import { recordConsent } from "../server/domain/conversations/opt-out/record-consent";
import { receiveInbound } from "../server/domain/conversations/receiving/receive-inbound";
import { receiveMessage } from "../server/domain/conversations/receiving/receive-message";
import { sendMessage } from "../server/domain/conversations/sending/send-message";
import { saveConnection } from "../server/domain/settings/connections";
import { saveEndpoint } from "../server/domain/settings/endpoints";
import { type FakeTwilio, fakeTwilio, says } from "./fake-twilio";
import { inbound } from "./inbound";
import { jobContext } from "./job-context";

const ACCOUNT = `AC${"1".repeat(32)}`;
export const STORES = ["+12065550110", "+12065550111"] as const;
export const ANA = "+12065550199";
/** No machine is so slow that a test is cut short by it. */
const PATIENT_MS = 60_000;

export type World = Awaited<ReturnType<typeof makeWorld>>;

/** The guarantees between a STOP and texts in flight, on any database and nodes. */
export const optOutStories: [title: string, story: (w: World) => Promise<void>][] = [
  [
    "STOP during a call to the provider is stored once the call has come back, and nothing begins meanwhile",
    async (w) => {
      const [here, there] = [await w.text(0, ANA, "hi"), await w.text(1, ANA, "hi")];
      const [first, second] = [await w.reply(here), await w.reply(there)];
      const call = w.nextCall();
      const delivering = w.deliver(here);
      const answer = await call;
      const stopping = w.stop(ANA);
      await vi.waitFor(async () => expect(await w.holds()).toHaveLength(1), PATIENT_MS);
      await w.deliver(there);
      expect([await w.statusOf(first), await w.statusOf(second)]).toEqual(["sending", "queued"]);
      expect(await w.isRevoked(ANA)).toBe(false);
      answer();
      await Promise.all([delivering, stopping]);
      expect(await w.isRevoked(ANA)).toBe(true);
      await w.deliver(there);
      expect([await w.statusOf(first), await w.statusOf(second)]).toEqual(["sent", "failed"]);
      expect(w.twilio.asked).toHaveLength(1);
      expect(await w.holds()).toEqual([]);
    },
  ],
  [
    "STOP between the check and the call is stored after the call",
    async (w) => {
      const conversationId = await w.text(0, ANA, "hi");
      await w.reply(conversationId);
      const claimed = await w.claim(conversationId);
      const stopping = w.stop(ANA);
      await vi.waitFor(async () => expect(await w.holds()).toHaveLength(1), PATIENT_MS);
      expect(await w.isRevoked(ANA)).toBe(false);
      await w.settle(claimed);
      await stopping;
      expect(await w.isRevoked(ANA)).toBe(true);
    },
  ],
  [
    "a webhook's STOP and a colleague's word both wait; other texts and other customers do not",
    async (w) => {
      const conversationId = await w.text(0, ANA, "hi");
      await w.reply(conversationId);
      const claimed = await w.claim(conversationId);
      await w.arrives(0, ANA, "thank you");
      await w.arrives(0, "+12065550198", "STOP");
      const evidence = "Said so in the store";
      // The timeout is not tested here: it never passes while this clock stands still.
      const clock = vi.spyOn(performance, "now").mockReturnValue(0);
      const stopping = [
        w.arrives(1, ANA, "Please stop texting me"),
        recordConsent(w.staff, { conversationId, channel: "sms", action: "revoke", evidence }),
      ];
      await vi.waitFor(async () => expect(await w.holds()).toHaveLength(2), PATIENT_MS);
      clock.mockRestore();
      await w.settle(claimed);
      await Promise.all(stopping);
      expect([await w.isRevoked(ANA), await w.isRevoked("+12065550198")]).toEqual([true, true]);
    },
  ],
  [
    "a call that does not come back keeps STOP waiting no longer than its patience",
    async (w) => {
      const conversationId = await w.text(0, ANA, "hi");
      await w.reply(conversationId);
      await w.claim(conversationId);
      await w.stop(ANA, 0);
      expect(await w.isRevoked(ANA)).toBe(true);
    },
  ],
  [
    "a send that was held up between its check and its call does not begin: it is checked again",
    async (w) => {
      const conversationId = await w.text(0, ANA, "hi");
      const message = await w.reply(conversationId);
      await expect(w.deliver(conversationId, -1)).rejects.toMatchObject({ name: "RetryLater" });
      expect(w.twilio.asked).toHaveLength(0);
      await w.stop(ANA);
      await w.deliver(conversationId);
      expect(await w.statusOf(message)).toBe("failed");
      expect(w.twilio.asked).toHaveLength(0);
    },
  ],
  [
    "a hold whose time is up holds nobody, and the next opt-out removes it",
    async (w) => {
      const conversationId = await w.text(0, ANA, "hi");
      const message = await w.reply(conversationId);
      const left = { id: uuidv7(), identityKind: "phone", identityValue: ANA };
      await w.sending.insert(sendHolds).values({ ...left, until: new Date(Date.now() - 1000) });
      await w.deliver(conversationId);
      expect(await w.statusOf(message)).toBe("sent");
      await w.stop(ANA);
      expect(await w.holds()).toEqual([]);
    },
  ],
  [
    "24 races: no call is under way when a STOP is committed, and none begins after",
    async (w) => {
      const late: string[] = [];
      let calls = 0;
      for (let n = 0; n < 24; n++) {
        const from = `+1206555${String(2000 + n)}`;
        const conversationId = await w.text(0, from, "hi");
        for (let i = 0; i < 2; i++) await w.reply(conversationId);
        const look = async () => {
          if (await w.isRevoked(from)) late.push(from);
        };
        let begin = () => {};
        const begun = new Promise<void>((resolve) => {
          begin = resolve;
        });
        for (let i = 0; i < 2; i++)
          w.twilio.next.push(async (_, res) => {
            calls++;
            begin();
            await look();
            await look();
            says(res, 201, { sid: `SM${n}x${i}`, status: "queued" });
          });
        // The first and the last of each dozen are decided, so some sends are before the STOP and some after, on any machine.
        if (n % 12 === 0) await w.stop(from);
        const delivering = w.deliver(conversationId);
        if (n % 12 === 11) await begun;
        else for (let i = 0; i < n % 12; i++) await w.receiving.select().from(sendHolds);
        await Promise.all([delivering, n % 12 === 0 ? null : w.stop(from)]);
        await w.deliver(conversationId);
        w.twilio.next.length = 0;
      }
      expect(late).toEqual([]);
      expect(calls).toBeGreaterThan(0);
      expect(calls).toBeLessThan(48);
    },
  ],
];

export async function makeWorld({ sending, receiving }: { sending: Db; receiving: Db }) {
  const twilio: FakeTwilio = await fakeTwilio();
  const now = () => new Date();
  const ctx = createCtx({ db: sending, actor: SYSTEM, now });
  const config = { accountSid: ACCOUNT, authToken: "t".repeat(32), apiBase: twilio.base };
  const { id: connectionId } = await saveConnection(ctx, {
    kind: "twilio-sms",
    account: ACCOUNT,
    label: "SMS",
    config,
  });
  for (const address of STORES)
    await saveEndpoint(ctx, { connectionId, address, label: "texts", placeId: (await makePlace(sending)).id });
  const { actor } = await makeUser(sending, { role: "agent", scopeAll: true });
  const sms = { connectionId, consentKeywords: true };
  const there = { ...ctx, db: receiving };
  const arrives = (store: 0 | 1, from: string, body: string) =>
    receiveInbound(there, sms, inbound(STORES[store], from, body));
  return {
    twilio,
    ctx,
    connectionId,
    sending,
    receiving,
    staff: createCtx({ db: receiving, actor, now }),
    arrives,
    text: async (store: 0 | 1, from: string, body: string) => (await arrives(store, from, body)).conversationId,
    reply: async (conversationId: Id) => {
      const input = { conversationId, clientMessageId: uuidv7(), body: "Yes", seenSeq: 1000, attachmentIds: [] };
      return (await sendMessage(createCtx({ db: sending, actor, now }), input)).id;
    },
    deliver: (conversationId: Id, startWithinMs = PATIENT_MS) =>
      deliverMessages(jobContext(ctx, { startWithinMs }), conversationId),
    claim: async (conversationId: Id) => {
      const claimed = await claimNextDelivery(ctx, { conversationId });
      if (!claimed) throw new Error("nothing to claim");
      return claimed;
    },
    settle: ({ itemId, attempt }: { itemId: Id; attempt: number }) =>
      settleDelivery(ctx, { itemId, attempt, result: { outcome: "accepted", externalId: "SM1", status: "sent" } }),
    /** Stores a STOP as `receiveInbound` does, with the test's timeout. */
    stop: (from: string, timeoutMs = PATIENT_MS) =>
      storeOptOut(
        receiving,
        [{ kind: "phone", value: from }],
        { key: uuidv7(), store: () => receiveMessage(there, sms, inbound(STORES[0], from, "STOP")) },
        timeoutMs,
      ),
    /** Waits for the next call to the provider. @returns a function that answers it */
    nextCall: () =>
      new Promise<() => void>((asked) => {
        twilio.next.push((_, res) => asked(() => says(res, 201, { sid: "SM1", status: "queued" })));
      }),
    holds: () => receiving.select().from(sendHolds),
    isRevoked: async (value: string) => {
      const [row] = await receiving.select().from(consentStates).where(eq(consentStates.identityValue, value));
      return row?.state === "revoked";
    },
    statusOf: async (itemId: Id) => (await sending.select().from(items).where(eq(items.id, itemId)))[0]?.deliveryStatus,
  };
}
