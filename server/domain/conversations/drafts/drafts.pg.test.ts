import { afterEach, beforeEach, expect, test } from "vitest";
import { makeConversation } from "@/db/factories";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { freshPg } from "@/tests/fresh-pg";
import { twoStores } from "@/tests/two-stores";
import { listDrafts } from "./list-drafts";
import { saveDraft } from "./save-draft";

let database: Awaited<ReturnType<typeof freshPg>>;
beforeEach(async () => {
  database = await freshPg();
});
afterEach(() => database.close());

test("of devices that begin or continue a draft at once, at two nodes, one is stored and the others learn of it", async () => {
  const [a, b] = [await database.open(), await database.open()];
  const { ana, pine, as, now } = await twoStores(a.db);
  const { id: conversationId } = await makeConversation(a.db, { placeId: pine.id });
  const nodes = [as(ana), createCtx({ db: b.db, actor: ana, now })];
  let version = 0;
  for (let round = 0; round < 10; round++) {
    const saves = nodes.map((ctx, node) =>
      saveDraft(ctx, { conversationId, mode: "reply", body: `${round} at ${node}`, baseVersion: version }),
    );
    const outcomes = await Promise.allSettled(saves);
    const [stored, ...more] = outcomes.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
    const [refused] = outcomes.flatMap((one) => (one.status === "rejected" ? one.reason : []));
    expect(more).toEqual([]);
    expect(refused).toMatchObject({ reason: "draftChanged", details: { draft: stored } });
    expect(await listDrafts(as(ana))).toEqual([stored]);
    version = stored?.version ?? 0;
  }
});
