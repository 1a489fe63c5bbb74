import { beforeAll, test } from "vitest";
import { FIND_CUSTOMERS } from "@/tests/search-customers";
import { type SearchWorld, searchWorld } from "@/tests/search-fixture";
import { FIND_MESSAGES } from "@/tests/search-messages";

let world: SearchWorld;
beforeAll(async () => {
  world = await searchWorld();
});

test.each(Object.entries({ ...FIND_CUSTOMERS, ...FIND_MESSAGES }))("%s", (_title, holds) => holds(world));
