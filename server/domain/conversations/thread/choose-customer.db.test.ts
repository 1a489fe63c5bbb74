import { uuidv7 } from "uuidv7";
import { beforeAll, expect, test } from "vitest";
import { makeEndpoint } from "@/db/factories";
import type { Id } from "@/server/contract/ids";
import { ingestEvents } from "@/server/domain/commerce/ingest-events";
import { inbound } from "@/tests/inbound";
import { type TwoStores, twoStores } from "@/tests/two-stores";
import { receiveMessage } from "../receiving/receive-message";
import { chooseCustomer } from "./choose-customer";
import { customerContext } from "./customer-context";
import { getConversation } from "./get-conversation";

const PHONE = "+12133734253";
let world: TwoStores;
let endpoint: Awaited<ReturnType<typeof makeEndpoint>>;
let conversationId: Id;
let sequence = 0;

const customer = (id: string, name: string, phones: string[]) => ({
  ...{ specversion: "1.0" as const, id: uuidv7(), source: "till/1", type: "retail.customer.changed.v1" },
  ...{ time: new Date(Date.UTC(2026, 10, 22, 10, 0, sequence)).toISOString(), sequence: ++sequence },
  data: { id, name, phones },
});
const text = async (body: string) =>
  (
    await receiveMessage(
      world.system(),
      { connectionId: endpoint.connectionId },
      inbound(endpoint.address, PHONE, body, { at: world.now() }),
    )
  ).conversationId;
const context = (actor = world.ana) => customerContext(world.as(actor), { conversationId });
const choose = (customerId: Id, actor = world.ana) => chooseCustomer(world.as(actor), { conversationId, customerId });
const sharers = async () => (await context()).sharedWith.map(({ name }) => name);
const idOf = async (name: string) => (await context()).sharedWith.find((one) => one.name === name)?.id ?? "";

beforeAll(async () => {
  world = await twoStores();
  endpoint = await makeEndpoint(world.db, { placeId: world.pine.id, address: "+14155559000" });
  await ingestEvents(world.system(), "till", [
    customer("C1", "Tom Abel", [PHONE]),
    customer("C2", "Mia Abel", [PHONE, "+12133734254"]),
    customer("C3", "Liv Abel", [PHONE]),
  ]);
  conversationId = await text("Hello");
});

test("a number that several customers have shows who else it is, to nobody from whom customers are masked", async () => {
  expect((await context()).customer.name).toBe("Tom Abel");
  expect(await sharers()).toEqual(["Liv Abel", "Mia Abel"]);
  expect((await context({ ...world.pat, scope: { all: true, placeIds: [] } })).sharedWith).toEqual([]);
});

test("whoever is chosen has the conversation and the number, and the next text finds them", async () => {
  await choose(await idOf("Mia Abel"));
  expect((await context()).customer.name).toBe("Mia Abel");
  expect(await sharers()).toEqual(["Liv Abel", "Tom Abel"]);
  expect((await getConversation(world.as(world.ana), { conversationId })).row.customer.name).toBe("Mia Abel");
  expect(await text("It is Mia")).toBe(conversationId);
});

test("choosing back restores it; choosing the same again changes nothing", async () => {
  const tom = await idOf("Tom Abel");
  await choose(tom);
  await choose(tom);
  expect((await context()).customer.name).toBe("Tom Abel");
  expect(await sharers()).toEqual(["Liv Abel", "Mia Abel"]);
});

test("what the records say next is what is shared", async () => {
  await ingestEvents(world.system(), "till", [customer("C3", "Liv Abel", [])]);
  expect(await sharers()).toEqual(["Mia Abel"]);
  await ingestEvents(world.system(), "till", [customer("C1", "Tom Abel", [PHONE])]);
  expect((await context()).customer.name).toBe("Tom Abel");
});

test("somebody without the number is refused, and so is whoever may not read or know the customer", async () => {
  await ingestEvents(world.system(), "till", [customer("C4", "Ada Nye", ["+12133730000"])]);
  const other = (await world.db.query.customers.findMany()).find(({ name }) => name === "Ada Nye")?.id ?? "";
  await expect(choose(other)).rejects.toMatchObject({ code: "conflict" });
  const mia = await idOf("Mia Abel");
  await expect(choose(mia, world.ben)).rejects.toMatchObject({ code: "not_found" });
  const pat = { ...world.pat, scope: { all: true, placeIds: [] } };
  await expect(choose(mia, pat)).rejects.toMatchObject({ code: "forbidden" });
});
