import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DbHandle } from "@/db/client";
import { makeConversation, makeCustomer, makePlace, makeUser } from "@/db/factories";
import type { PersonActor } from "@/server/contract/team";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { costsOf } from "@/tests/costs";
import { freshPg } from "@/tests/fresh-pg";
import { claimConversation } from "../assignment/claim-conversation";
import { acceptOffer } from "../offers/accept-offer";
import { transferConversation } from "../offers/transfer-conversation";
import { getConversation } from "../thread/get-conversation";

let server: Awaited<ReturnType<typeof freshPg>>;
let handle: DbHandle;
let cora: PersonActor;
let sue: PersonActor;
let placeIds: string[];
let otherSeat: PersonActor[];

const as = (actor: PersonActor) => createCtx({ db: handle.db, actor, now: () => new Date() });

beforeAll(async () => {
  server = await freshPg();
  handle = await server.open();
  const { db } = handle;
  placeIds = [];
  for (let n = 0; n < 4; n++) placeIds.push((await makePlace(db)).id);
  cora = (await makeUser(db, { role: "agent", placeIds: placeIds.slice(2) })).actor;
  sue = (await makeUser(db, { role: "supervisor", scopeAll: true })).actor;
  otherSeat = [];
  for (let n = 0; n < 20; n++) otherSeat.push((await makeUser(db, { placeIds: placeIds.slice(0, 1) })).actor);
});
afterAll(() => server?.close());

test("an open conversation takes two round trips: its rows, then the rest side by side", async () => {
  const { id } = await makeConversation(handle.db, { placeId: placeIds[0]! });
  const spent = await costsOf(handle, () => getConversation(as(sue), { conversationId: id }));
  expect(spent.length).toBeLessThanOrEqual(4);
});

describe("races", () => {
  test("of twenty who claim at once one wins, and the others learn who", async () => {
    for (let round = 0; round < 5; round++) {
      const { id } = await makeConversation(handle.db, { placeId: placeIds[0]! });
      const answers = await Promise.allSettled(
        otherSeat.map((actor) => claimConversation(as(actor), { conversationId: id })),
      );
      const winners = answers.filter((answer) => answer.status === "fulfilled");
      expect(winners).toHaveLength(1);
      const by = winners[0]?.status === "fulfilled" ? winners[0].value.assignee?.name : null;
      for (const answer of answers) {
        if (answer.status === "rejected") expect(answer.reason).toMatchObject({ code: "taken", details: { by } });
      }
    }
  });

  test("of twenty who accept an offer to their place one wins", async () => {
    const customer = await makeCustomer(handle.db);
    const { id } = await makeConversation(handle.db, {
      placeId: placeIds[3]!,
      assigneeId: cora.id,
      customerId: customer.id,
    });
    const card = { need: "help", facts: "", promises: "", consent: "" };
    const row = await transferConversation(as(cora), { conversationId: id, to: { placeId: placeIds[0]! }, card });
    const answers = await Promise.allSettled(
      otherSeat.map((actor) => acceptOffer(as(actor), { conversationId: id, offerId: row.offer?.id ?? uuidv7() })),
    );
    expect(answers.filter((answer) => answer.status === "fulfilled")).toHaveLength(1);
    for (const answer of answers)
      if (answer.status === "rejected") expect(answer.reason).toMatchObject({ code: "taken" });
  });
});
