import { afterEach, beforeEach, test, vi } from "vitest";
import { freshDb } from "@/tests/db";
import { makeWorld, optOutStories, type World } from "@/tests/opt-out-stories";

let world: World;
beforeEach(async () => {
  const { db } = await freshDb();
  world = await makeWorld({ sending: db, receiving: db });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await world.twilio.close();
});

test.each(optOutStories)("%s", (_, story) => story(world), 180_000);
