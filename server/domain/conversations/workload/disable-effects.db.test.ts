import { beforeEach, expect, test } from "vitest";
import { makeConversation } from "@/db/factories";
import { type TwoStores, twoStores } from "@/tests/two-stores";
import { transferConversation } from "../offers/transfer-conversation";
import { disableEffects } from "./disable-effects";
import { setDisabled } from "./set-disabled";

let { as, record, db, pine, harbor, ana, abe, ben, sue } = {} as TwoStores;
beforeEach(async () => {
  ({ as, record, db, pine, harbor, ana, abe, ben, sue } = await twoStores());
});
const card = { need: "x", facts: "", promises: "", consent: "" };
const admin = () => as({ ...sue, role: "admin" });

test("disabling does exactly what the preview said: conversations by queue, and offers", async () => {
  const own = await makeConversation(db, { placeId: pine.id, assigneeId: ana.id });
  await makeConversation(db, { placeId: pine.id, assigneeId: ana.id, status: "snoozed" });
  await makeConversation(db, { placeId: harbor.id, assigneeId: ana.id });
  await makeConversation(db, { placeId: pine.id, assigneeId: ana.id, status: "resolved" });
  await makeConversation(db, { placeId: pine.id, assigneeId: abe.id });
  await transferConversation(as(ana), { conversationId: own.id, to: { placeId: harbor.id }, card });
  const toHer = await makeConversation(db, { placeId: harbor.id, assigneeId: ben.id });
  await transferConversation(as(ben), { conversationId: toHer.id, to: { userId: ana.id }, card });
  expect(await disableEffects(admin(), { userId: ana.id })).toEqual({
    queues: [
      { place: { id: harbor.id, name: "Harbor" }, conversations: 1 },
      { place: { id: pine.id, name: "Pine Street" }, conversations: 2 },
    ],
    offers: 2,
  });
  expect(await setDisabled(admin(), { userId: ana.id, disabled: true })).toEqual({ conversations: 3, offers: 2 });
  expect(await record(toHer.id)).toMatchObject({ assigneeId: ben.id, offerId: null });
  expect(await disableEffects(admin(), { userId: ana.id })).toEqual({ queues: [], offers: 0 });
  expect(await setDisabled(admin(), { userId: ana.id, disabled: false })).toEqual({ conversations: 0, offers: 0 });
  expect((await record(own.id)).assigneeId).toBeNull();
});

test("only administrators may see the preview, and only of an existing person", async () => {
  await expect(disableEffects(as(sue), { userId: ana.id })).rejects.toMatchObject({ code: "forbidden" });
  const nobody = { userId: "00000000-0000-7000-8000-000000000000" };
  await expect(disableEffects(admin(), nobody)).rejects.toMatchObject({ code: "not_found" });
});
