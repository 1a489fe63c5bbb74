import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { expect, test } from "vitest";
import { makeUser } from "@/db/factories";
import { users } from "@/db/schema";
import type { CloudEvent } from "@/server/contract/commerce";
import { twoStores } from "@/tests/two-stores";
import { ingestEvents } from "./ingest-events";

const place = (code: string, region: string, sequence: number): CloudEvent => ({
  ...{ specversion: "1.0", id: uuidv7(), source: "till", type: "retail.place.changed.v1", sequence },
  time: new Date(Date.UTC(2026, 10, 22, 10, 0, sequence)).toISOString(),
  data: { code, kind: "store", name: `Store ${code}`, region },
});

test("a place that changes its region changes what people of both regions may see, and only they are notified", async () => {
  const { db, system, published } = await twoStores();
  const worksIn = async (...regions: string[]) => {
    const { user } = await makeUser(db, { placeIds: [] });
    await db.update(users).set({ regions }).where(eq(users.id, user.id));
    return user.id;
  };
  const [west, east] = [await worksIn("West"), await worksIn("North", "East")];
  await worksIn("South");
  const changed = async (...events: CloudEvent[]) => {
    const before = (await published()).length;
    await ingestEvents(system(), "till", events);
    const news = (await published()).slice(before) as { type: string; userId?: string }[];
    return news.flatMap(({ type, userId }) => (type === "person.changed" ? [userId] : [])).sort();
  };
  expect(await changed(place("401", "West", 1))).toEqual([west]);
  expect(await changed(place("401", "East", 2))).toEqual([west, east].sort());
  expect(await changed(place("401", "East", 3))).toEqual([]);
});
