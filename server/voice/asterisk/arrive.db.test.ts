import { eq } from "drizzle-orm";
import { beforeEach, expect, test, vi } from "vitest";
import { makeEndpoint } from "@/db/factories";
import { calls, customers, endpoints } from "@/db/schema";
import { hangUpForCustomer } from "@/server/domain/calls/hang-up-call";
import { type TwoStores, twoStores } from "@/tests/two-stores";
import type { Ari, Channel } from "./ari";
import { arrive } from "./arrive";
import { callIdOf } from "./names";

const NUMBER = "+14155550100";
let world: TwoStores;
let ended: [string, unknown][];
const ari = { delete: vi.fn(async (resource: string, query: unknown) => void ended.push([resource, query])) };
const trunk = (number: string, id = "edge-1.1"): Channel => ({
  ...{ id, name: "PJSIP/pbx-00000001", state: "Ring", caller: { name: "", number } },
  dialplan: { exten: NUMBER, app_name: "Stasis", app_data: "" },
});
const comesIn = (channel: Channel, dialed = NUMBER) => arrive(world.system(), ari as unknown as Ari, channel, dialed);
const stored = () => world.db.select().from(calls);

beforeEach(async () => {
  world = await twoStores();
  ended = [];
  await makeEndpoint(world.db, { placeId: world.pine.id, address: NUMBER });
});

test("a call comes in for the store whose number was dialed, once, however often it is reported", async () => {
  await comesIn(trunk("+12065550142"));
  await comesIn(trunk("+12065550142"));
  const found = await stored();
  expect(found).toMatchObject([
    {
      id: callIdOf("edge-1.1"),
      placeId: world.pine.id,
      provider: "asterisk",
      contactValue: "+12065550142",
      direction: "in",
    },
  ]);
  expect(ended).toEqual([]);
});

test("a number that is dialed without the plus, or without the country, is the same number", async () => {
  await comesIn(trunk("+12065550142"), "14155550100");
  await comesIn(trunk("+12065550143", "edge-1.2"), "4155550100");
  expect((await stored()).map(({ placeId }) => placeId)).toEqual([world.pine.id, world.pine.id]);
});

test.each(["+14155550999", "", "s", "700"])(
  "a call for %j, which is no address of ours, is refused",
  async (dialed) => {
    await comesIn(trunk("+12065550142"), dialed);
    expect(ended).toEqual([["channels/edge-1.1", { reason: "unallocated" }]]);
    expect(await stored()).toEqual([]);
  },
);

test("a call for an address that was removed is refused", async () => {
  await world.db.update(endpoints).set({ removedAt: new Date("2026-01-01") });
  await comesIn(trunk("+12065550142"));
  expect(ended).toHaveLength(1);
});

test("callers without a usable number are unknown customers, each of them another", async () => {
  for (const [at, number] of ["anonymous", "", "702", "911"].entries()) await comesIn(trunk(number, `edge-2.${at}`));
  const names = await world.db.select({ name: customers.name }).from(customers);
  expect(names.map(({ name }) => name)).toEqual(Array.from({ length: 4 }, () => "Unknown caller"));
  expect(await stored()).toHaveLength(4);
});

test("a channel whose call is over already is ended", async () => {
  await comesIn(trunk("+12065550142"));
  await hangUpForCustomer(world.system(), { callId: callIdOf("edge-1.1") });
  await comesIn(trunk("+12065550142"));
  expect(ended).toEqual([["channels/edge-1.1", undefined]]);
  expect(await world.db.select().from(calls).where(eq(calls.state, "ended"))).toHaveLength(1);
});
