import { afterAll, beforeAll, test } from "vitest";
import { freshPg } from "@/tests/fresh-pg";
import { FIND_CUSTOMERS } from "@/tests/search-customers";
import { type SearchWorld, searchWorld } from "@/tests/search-fixture";
import { FIND_MESSAGES } from "@/tests/search-messages";

let server: Awaited<ReturnType<typeof freshPg>>;
let world: SearchWorld;
beforeAll(async () => {
  server = await freshPg();
  world = await searchWorld((await server.open()).db);
});
afterAll(() => server?.close());

test.each(Object.entries({ ...FIND_CUSTOMERS, ...FIND_MESSAGES }))("on PostgreSQL, %s", (_title, holds) =>
  holds(world),
);
