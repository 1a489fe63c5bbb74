import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import type { Ctx } from "@/server/domain/context";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { freshDb } from "@/tests/db";
import { seedDemo } from "./demo";

const TABLES =
  "places skus stock_levels customers customer_identities orders order_lines users endpoints connections conversations items".split(
    " ",
  );
const scale = { products: 20, customers: 60, orders: 90, conversations: 24 };

test("a small shop is complete and has current conversations, and seeding it again adds nothing", async () => {
  const { db } = await freshDb();
  const ctx: Ctx = createCtx({ db, actor: { kind: "system", id: null, name: "Demo" }, now: () => new Date() });
  const one = async <T>(text: string) => ((await db.execute(sql.raw(text))) as unknown as { rows: T[] }).rows;
  const counts = () =>
    one(`select ${TABLES.map((table) => `(select count(*)::int from ${table}) as ${table}`).join(", ")}`);
  await seedDemo(ctx, { publicUrl: "http://127.0.0.1:4700", scale });
  const [before] = await counts();
  expect(before).toMatchObject({
    places: 8,
    customers: 60,
    orders: 90,
    conversations: 24,
    endpoints: 14,
    connections: 2,
  });
  const statuses = await one<{ status: string }>("select distinct status from conversations");
  expect(statuses.map((row) => row.status)).toEqual(expect.arrayContaining(["open", "resolved"]));
  expect(await one("select 1 from items where delivery_status in ('queued', 'sending')")).toEqual([]);
  expect(await one("select 1 from conversations where last_message_at > now()")).toEqual([]);
  await seedDemo(ctx, { publicUrl: "http://127.0.0.1:4701", scale });
  expect((await counts())[0]).toEqual(before);
});
