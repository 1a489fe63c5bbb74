import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, expect, test } from "vitest";
import type { Db } from "@/db/client";
import { freshDb } from "@/tests/db";
import { holdLease, releaseLease } from "./lease";

let db: Db;
const claimOf = (holder: string, name = "work") => ({ name, holder, leaseMs: 60_000 });
const [one, other] = [uuidv7(), uuidv7()];
beforeEach(async () => {
  ({ db } = await freshDb());
});

test("one process holds a lease and renews it, and another does not get it meanwhile", async () => {
  expect(await holdLease(db, claimOf(one))).toBe(true);
  expect(await holdLease(db, claimOf(other))).toBe(false);
  expect(await holdLease(db, claimOf(one))).toBe(true);
  expect(await holdLease(db, claimOf(other, "other work"))).toBe(true);
});

test("a lease that was released or has run out goes to whoever asks next, and its former holder learns that", async () => {
  await holdLease(db, claimOf(one));
  await releaseLease(db, claimOf(one));
  expect(await holdLease(db, claimOf(other))).toBe(true);
  expect(await holdLease(db, claimOf(one))).toBe(false);
  await db.execute(sql`update leases set until = clock_timestamp() - interval '1 second'`);
  expect(await holdLease(db, claimOf(one))).toBe(true);
  await releaseLease(db, claimOf(other));
  expect(await holdLease(db, claimOf(other))).toBe(false);
});
