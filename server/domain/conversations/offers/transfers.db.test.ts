import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { makeConversation, makeUser } from "@/db/factories";
import { users } from "@/db/schema";
import { command } from "@/server/domain/command";
import { type TwoStores, twoStores } from "@/tests/two-stores";
import { getConversation } from "../thread/get-conversation";
import { releasePerson } from "../workload/release-person";
import { acceptOffer } from "./accept-offer";
import { declineOffer } from "./decline-offer";
import { expireOffer } from "./expire-offer";
import { transferConversation } from "./transfer-conversation";
import { withdrawOffer } from "./withdraw-offer";

let { as, system, later, record, published, lines, db, pine, harbor, ana, abe, ben, sue, now } = {} as TwoStores;
beforeEach(async () => {
  ({ as, system, later, record, published, lines, db, pine, harbor, ana, abe, ben, sue, now } = await twoStores());
});
const card = { need: "Wants the blue jacket in M", facts: "", promises: "", consent: "" };

describe("a transfer", () => {
  const offerOf = async (id: string) => ({ conversationId: id, offerId: (await record(id)).offerId ?? "" });

  test("leaves the sender owner until it is accepted, and the receiver may read it meanwhile", async () => {
    const { id } = await makeConversation(db, { placeId: pine.id, assigneeId: ana.id });
    const row = await transferConversation(as(ana), { conversationId: id, to: { userId: ben.id }, card });
    expect(row).toMatchObject({ assignee: { name: "Ana" }, offer: { toUser: { name: "Ben" }, toPlace: null, card } });
    await expect(
      transferConversation(as(ana), { conversationId: id, to: { placeId: harbor.id }, card }),
    ).rejects.toMatchObject({ code: "conflict" });
    await expect(acceptOffer(as(abe), await offerOf(id))).rejects.toMatchObject({ code: "forbidden" });
    expect((await getConversation(as(ben), { conversationId: id })).row.offer?.card).toEqual(card);
    const accepted = await acceptOffer(as(ben), await offerOf(id));
    expect(accepted).toMatchObject({ place: { name: "Harbor" }, assignee: { name: "Ben" }, offer: null });
    expect((await published()).at(-1)).toMatchObject({
      type: "offer.accepted",
      was: { userId: ana.id, placeId: pine.id },
    });
  });

  test("to a place is accepted by exactly one person; the next learns by whom", async () => {
    const bea = (await makeUser(db, { name: "Bea", placeIds: [harbor.id] })).actor;
    const { id } = await makeConversation(db, { placeId: pine.id, assigneeId: ana.id });
    await transferConversation(as(ana), { conversationId: id, to: { placeId: harbor.id }, card });
    const offer = await offerOf(id);
    await acceptOffer(as(bea), offer);
    expect(await record(id)).toMatchObject({ placeId: harbor.id, assigneeId: bea.id });
    await expect(acceptOffer(as(ben), offer)).rejects.toMatchObject({ code: "taken", details: { by: "Bea" } });
  });

  test("that is declined, expired or withdrawn leaves the owner; if the owner was disabled, the conversation goes to the queue", async () => {
    const { id } = await makeConversation(db, { placeId: pine.id, assigneeId: ana.id });
    const offerAgain = async () => {
      await transferConversation(as(ana), { conversationId: id, to: { userId: ben.id }, card, timeoutSeconds: 60 });
      return offerOf(id);
    };
    const declined = await declineOffer(as(ben), { ...(await offerAgain()), reason: "no stock" });
    expect(declined).toMatchObject({ assignee: { name: "Ana" }, offer: null, place: { name: "Pine Street" } });
    await withdrawOffer(as(ana), await offerAgain());
    expect(await record(id)).toMatchObject({ assigneeId: ana.id, offerId: null });
    const { offerId } = await offerAgain();
    await expireOffer(system(), { offerId });
    expect((await record(id)).offerId).toBe(offerId);
    await db.update(users).set({ disabledAt: now() }).where(eq(users.id, ana.id));
    later(61);
    await expireOffer(system(), { offerId });
    expect(await record(id)).toMatchObject({ placeId: pine.id, assigneeId: null, offerId: null });
    expect(await lines(id)).toContainEqual({
      type: "transfer_declined",
      by: "Ben",
      byId: ben.id,
      reason: "no stock",
      to: "Ana",
      toId: ana.id,
    });
    expect((await lines(id)).at(-1)).toEqual({ type: "transfer_expired", to: "Pine Street", toId: pine.id });
    await expect(acceptOffer(as(ben), { conversationId: id, offerId })).rejects.toMatchObject({ code: "not_found" });
  });

  test("is possible for one's own work, or for work in a queue, which is assigned to the sender meanwhile", async () => {
    const anas = await makeConversation(db, { placeId: pine.id, assigneeId: ana.id });
    const to = { placeId: harbor.id };
    await expect(transferConversation(as(abe), { conversationId: anas.id, to, card })).rejects.toMatchObject({
      code: "forbidden",
    });
    expect((await transferConversation(as(sue), { conversationId: anas.id, to, card })).assignee?.name).toBe("Ana");
    const queued = await makeConversation(db, { placeId: pine.id });
    expect((await transferConversation(as(abe), { conversationId: queued.id, to, card })).assignee?.name).toBe("Abe");
  });
});

describe("a person who is disabled", () => {
  test("leaves no work without an owner: it goes to queues, and offers end", async () => {
    const own = await makeConversation(db, { placeId: pine.id, assigneeId: ana.id });
    const toHer = await makeConversation(db, { placeId: harbor.id, assigneeId: ben.id });
    const byHer = await makeConversation(db, { placeId: pine.id, assigneeId: ana.id });
    await transferConversation(as(ben), { conversationId: toHer.id, to: { userId: ana.id }, card });
    await transferConversation(as(ana), { conversationId: byHer.id, to: { placeId: harbor.id }, card });
    const release = command(z.object({}), async (write) => {
      await write.tx.update(users).set({ disabledAt: now() }).where(eq(users.id, ana.id));
      await releasePerson(write, ana.id);
    });
    await release(as(sue), {});
    expect(await record(own.id)).toMatchObject({ placeId: pine.id, assigneeId: null });
    expect(await record(toHer.id)).toMatchObject({ placeId: harbor.id, assigneeId: ben.id, offerId: null });
    expect(await record(byHer.id)).toMatchObject({ placeId: pine.id, assigneeId: null, offerId: null });
  });
});
