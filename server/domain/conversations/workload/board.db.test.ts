import { expect, test } from "vitest";
import { makeConversation } from "@/db/factories";
import { twoStores } from "@/tests/two-stores";
import { boardDelta, getBoard } from "./board";

test("tiles count open, unassigned and waiting conversations and show the oldest wait; a delta has the same tile", async () => {
  const { db, pine, ana, sue, as } = await twoStores();
  const since = new Date("2026-11-22T09:00:00.000Z");
  await makeConversation(db, { placeId: pine.id, waitingSince: since });
  await makeConversation(db, {
    placeId: pine.id,
    assigneeId: ana.id,
    waitingSince: new Date(since.getTime() + 60_000),
  });
  await makeConversation(db, { placeId: pine.id, assigneeId: ana.id, status: "resolved" });
  const board = await getBoard(as(sue));
  const tile = board.places.find(({ place }) => place.id === pine.id);
  expect(tile).toMatchObject({ open: 2, unassigned: 1, waiting: 2, oldestWaitingSince: since.toISOString() });
  const anas = board.people.find(({ person }) => person.id === ana.id);
  expect(anas).toMatchObject({ load: 1, oldestWaitingSince: "2026-11-22T09:01:00.000Z" });
  expect(await boardDelta(db, [pine.id], [ana.id])).toEqual({ places: [tile], people: [anas] });
  const own = await getBoard(as({ ...sue, scope: { all: false, placeIds: [pine.id] } }));
  expect(own.places.map(({ place }) => place.name)).toEqual(["Pine Street"]);
  expect(own.people.map(({ person }) => person.name)).not.toContain("Ben");
});
