import { expect, test } from "vitest";
import { makePlace } from "../db/factories";
import { places } from "../db/schema";
import { freshPg } from "./fresh-pg";

test("two pools see one database", async () => {
  const database = await freshPg();
  const [one, two] = [await database.open(2), await database.open(2)];
  await makePlace(one.db);
  expect(await two.db.select().from(places)).toHaveLength(1);
  await database.close();
});
