import { createSocket } from "node:dgram";
import { expect, test } from "vitest";
import { makePlace } from "../db/factories";
import { places } from "../db/schema";
import { freshPg } from "./fresh-pg";
import { freePort } from "./pg";

test("two pools see one database", async () => {
  const database = await freshPg();
  const [one, two] = [await database.open(2), await database.open(2)];
  await makePlace(one.db);
  expect(await two.db.select().from(places)).toHaveLength(1);
  await database.close();
});

test("a port that only a telephone system uses, on any address, is not free", async () => {
  const taken = (await freePort()) + 1;
  const telephone = createSocket("udp4");
  await new Promise<void>((resolve) => telephone.bind(taken, "127.0.0.2", resolve));
  expect(await freePort()).not.toBe(taken);
  telephone.close();
});
