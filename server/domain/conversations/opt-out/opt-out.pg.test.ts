import { afterAll, afterEach, beforeEach, test, vi } from "vitest";
import { freshPg } from "@/tests/fresh-pg";
import { makeWorld, optOutStories, type World } from "@/tests/opt-out-stories";

let world: World;
const opened: Awaited<ReturnType<typeof freshPg>>[] = [];
// One node sends, another receives the STOP: they share nothing but the database.
beforeEach(async () => {
  const database = await freshPg();
  opened.push(database);
  const [a, b] = [await database.open(), await database.open()];
  world = await makeWorld({ sending: a.db, receiving: b.db });
});
afterAll(() => Promise.all(opened.map((one) => one.close())));
afterEach(async () => {
  vi.restoreAllMocks();
  await world.twilio.close();
});

test.each(optOutStories)("%s", (_, story) => story(world), 180_000);
