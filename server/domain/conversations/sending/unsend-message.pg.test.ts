import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeConversation } from "@/db/factories";
import { items } from "@/db/schema";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { freshPg } from "@/tests/fresh-pg";
import { allowTextsAtAnyHour } from "@/tests/place-settings";
import { twoStores } from "@/tests/two-stores";
import { claimNextDelivery } from "../delivery/claim-delivery";
import { sendMessage } from "./send-message";
import { unsendMessage } from "./unsend-message";

let database: Awaited<ReturnType<typeof freshPg>>;
beforeEach(async () => {
  database = await freshPg();
});
afterEach(() => database.close());

test("a reply that is taken back while it leaves, at two nodes, is either sent or taken back, never both", async () => {
  const [a, b] = [await database.open(), await database.open()];
  const { ana, pine, as, now, system, later } = await twoStores(a.db);
  await allowTextsAtAnyHour(system());
  const seen = { sent: 0, takenBack: 0 };
  for (let round = 0; round < 20; round++) {
    const { id: conversationId } = await makeConversation(a.db, { placeId: pine.id });
    const { id: itemId } = await sendMessage(as(ana), {
      ...{ conversationId, clientMessageId: uuidv7(), body: "Yes", seenSeq: 1, undoable: true },
    });
    later(5);
    const [left, undone] = await Promise.allSettled([
      claimNextDelivery(createCtx({ db: b.db, actor: system().actor, now }), { conversationId }),
      unsendMessage(as(ana), { conversationId, itemId }),
    ]);
    const [{ deliveryStatus, body } = {}] = await a.db.select().from(items).where(eq(items.id, itemId));
    if (undone.status === "fulfilled") {
      seen.takenBack++;
      expect(left).toMatchObject({ status: "fulfilled", value: null });
      expect({ deliveryStatus, body }).toEqual({ deliveryStatus: "canceled", body: "" });
    } else {
      seen.sent++;
      expect(undone.reason).toMatchObject({ reason: "hasLeft" });
      expect(left).toMatchObject({ status: "fulfilled", value: { itemId, text: "Yes" } });
      expect({ deliveryStatus, body }).toEqual({ deliveryStatus: "sending", body: "Yes" });
    }
  }
  expect(seen.sent + seen.takenBack).toBe(20);
});
