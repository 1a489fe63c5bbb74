import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DbHandle } from "@/db/client";
import { makeEndpoint, makePlace, makeUser } from "@/db/factories";
import type { PersonActor } from "@/server/contract/team";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { type Plan, plansOf } from "@/tests/costs";
import { freshPg } from "@/tests/fresh-pg";
import { fillForSearch } from "@/tests/search-volume";
import { searchEverything } from "./search-everything";

const CONVERSATIONS = 10_000;
const BIG = ["items", "conversations", "customers", "customer_identities", "orders"];
let server: Awaited<ReturnType<typeof freshPg>>;
let handle: DbHandle;
let people: Record<"ana" | "sue" | "pat", PersonActor>;

beforeAll(async () => {
  server = await freshPg();
  handle = await server.open();
  const { db } = handle;
  const endpoint = await makeEndpoint(db, { placeId: (await makePlace(db)).id });
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const placeIds = await fillForSearch(client, { endpointId: endpoint.id, conversations: CONVERSATIONS, messages: 8 });
  await client.end();
  people = {
    ana: (await makeUser(db, { placeIds: placeIds.slice(40, 41) })).actor,
    sue: (await makeUser(db, { role: "supervisor", scopeAll: true })).actor,
    pat: (await makeUser(db, { role: "partner_agent", placeIds: placeIds.slice(10, 14) })).actor,
  };
}, 240_000);
afterAll(() => server?.close());

const scansOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(scansOf)];

/** Words from the most frequent to the rarest, parts of numbers, and names with a mistake. */
const SEARCHES = [
  "order",
  "order size",
  "jacket",
  "rare77",
  "Maria",
  "Maria Novak",
  "Mariaa Novvak",
  "0142",
  "+1206555",
  "SO-1042",
  "maria4@",
];

test.each(["ana", "sue", "pat"] as const)(
  "a search of %s reads no big table from end to end, whatever is searched for, and a bounded number of pages",
  async (who) => {
    const ctx = createCtx({ db: handle.db, actor: people[who], now: () => new Date() });
    for (const text of SEARCHES) {
      const plans = await plansOf(handle, () => searchEverything(ctx, { text }));
      expect(plans.length).toBeGreaterThan(1);
      const whole = plans
        .flatMap((plan) => scansOf(plan))
        .filter((node) => node["Node Type"] === "Seq Scan" && BIG.includes(node["Relation Name"] ?? ""));
      expect(
        whole.map((node) => node["Relation Name"]),
        text,
      ).toEqual([]);
      const buffers = plans.map((plan) => plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]);
      expect(Math.max(...buffers), `${text}: ${buffers}`).toBeLessThan(12_000);
    }
  },
  120_000,
);
