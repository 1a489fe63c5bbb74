import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { makeCustomer, makeEndpoint, makePlace, makeUser } from "../db/factories";
import { freshDb } from "./db";

test("every file starts with an empty, migrated database", async () => {
  const { db } = await freshDb();
  const place = await makePlace(db);
  await makeUser(db, { placeIds: [place.id] });
  await makeEndpoint(db, { placeId: place.id });
  await makeCustomer(db, { identities: [{ kind: "phone", value: "+14155550100" }] });
  await freshDb();
  const { rows } = (await db.execute(sql`select count(*)::int as n from places`)) as { rows: { n: number }[] };
  expect(rows[0]?.n).toBe(0);
});
