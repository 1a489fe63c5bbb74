import { uuidv7 } from "uuidv7";
import { expect, test } from "vitest";
import { makeCustomer, SYSTEM } from "@/db/factories";
import { customers, unverifiedIdentities } from "@/db/schema";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { freshDb } from "@/tests/db";
import { ingestEvents } from "../commerce/ingest-events";
import { customerProfiles } from "./customer-profiles";

test("a customer is one since their first order, even when it is older than their row", async () => {
  const { db } = await freshDb();
  const ctx = createCtx({ db, actor: SYSTEM, now: () => new Date("2026-11-22T10:00:00Z") });
  const event = (type: string, sequence: number, data: object) => ({
    specversion: "1.0" as const,
    id: `e${sequence}`,
    source: "till/1",
    type: `retail.${type}.v1`,
    time: "2026-11-22T10:00:00Z",
    sequence,
    data,
  });
  const order = (id: string, placedAt: string, sequence: number) =>
    event("order.changed", sequence, {
      id,
      number: id,
      customer: "C1",
      status: "processing",
      placedAt,
      totalMinor: 100,
      currency: "USD",
      lines: [],
    });
  await ingestEvents(ctx, "till", [event("customer.changed", 1, { id: "C1", name: "Ana Customer", phones: [] })]);
  const since = async () => {
    const [row] = await db.select().from(customers);
    const profile = (await customerProfiles(db, [row?.id ?? ""], { masked: false })).get(row?.id ?? "");
    return { known: row?.createdAt.toISOString(), since: profile?.customer.since };
  };
  const first = await since();
  expect(first.since).toBe(first.known);
  await ingestEvents(ctx, "till", [order("O2", "2025-03-01T10:00:00Z", 2), order("O1", "2024-06-01T10:00:00Z", 3)]);
  expect((await since()).since).toBe("2024-06-01T10:00:00.000Z");
});

test("contacts that were left in chats have one order, however often one was left again", async () => {
  const { db } = await freshDb();
  const { id: customerId } = await makeCustomer(db);
  const left = ["+12065550199", "+12065550101", "+12065550142"].map((value, n) => {
    return { id: uuidv7(), visitorId: `visitor ${n}`, customerId, kind: "phone" as const, value };
  });
  await db.insert(unverifiedIdentities).values(left);
  const profile = (await customerProfiles(db, [customerId], { masked: false })).get(customerId);
  const labels = profile?.identities.map(({ label }) => label) ?? [];
  expect(labels).toHaveLength(3);
  expect(labels).toEqual(labels.toSorted());
});
