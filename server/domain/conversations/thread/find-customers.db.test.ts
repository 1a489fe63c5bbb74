import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { makeCustomer } from "@/db/factories";
import { customerIdentities, customerSearches } from "@/db/schema";
import { limiterOf, limitKey } from "@/server/domain/settings/shared-limits";
import { type CustomersWorld, customersWorld, type Someone } from "@/tests/customers-fixture";
import { findCustomers, SEARCHES } from "./find-customers";

let world: CustomersWorld;
beforeAll(async () => {
  world = await customersWorld();
});

describe("finding whom to merge with", () => {
  const found = async (who: Someone, typed: string) =>
    (await findCustomers(world.as(world.ana), { conversationId: who.conversationId, text: typed })).map(({ id }) => id);

  test("takes words of a name, the last digits of a number and the beginning of an e-mail address", async () => {
    const here = await world.someone();
    const zoe = await world.someone("Zoë Quist-Lund");
    await world.db.execute(
      `insert into customer_identities (kind, value, customer_id, source) values ('email', 'zoe@example.com', '${zoe.customerId}', 'test')`,
    );
    for (const typed of ["Quist", "lund zoë", zoe.phone.slice(-4), zoe.phone, "zoe@ex"])
      expect(await found(here, typed), typed).toEqual([zoe.customerId]);
    for (const typed of ["uist", "000", "%", "_oe@", ":*", "'"]) expect(await found(here, typed), typed).toEqual([]);
  });

  test("shows no more of an address than its end", async () => {
    const here = await world.someone();
    const ida = await world.someone("Ida Frost");
    const email = { kind: "email", value: "ida.frost@example.com", customerId: ida.customerId, source: "test" };
    await world.db.insert(customerIdentities).values(email);
    const [match] = await findCustomers(world.as(world.ana), { conversationId: here.conversationId, text: "frost" });
    expect(match?.contacts).toEqual([`•••• ${ida.phone.slice(-4)}`, "i••••@example.com"]);
  });

  test("never finds the customer themselves, and everybody merged into one once", async () => {
    const [a, b, c] = [
      await world.someone("Vera Pohl"),
      await world.someone("Vera Pohl"),
      await world.someone("Vera Pohl"),
    ];
    expect((await found(a, "pohl")).toSorted()).toEqual([b.customerId, c.customerId].toSorted());
    await world.merge(b, c);
    expect(await found(a, "pohl")).toEqual([c.customerId]);
    expect(await found(b, "pohl")).toEqual([a.customerId]);
  });

  test("shows the best matches, however many others there are", async () => {
    const here = await world.someone("Jo Kim");
    for (let n = 0; n < 12; n++) await makeCustomer(world.db, { name: "Jo Kim" });
    const owner = await world.someone("J. K.");
    await world.leaves(here, owner.phone);
    expect((await found(here, ""))[0]).toBe(owner.customerId);
    for (let n = 0; n < 12; n++) await makeCustomer(world.db, { name: `Line ${owner.phone.slice(1)}` });
    expect((await found(here, owner.phone))[0]).toBe(owner.customerId);
  });

  test("suggests who has the same name, and who owns a number that was left unproven", async () => {
    const [here, same, owner] = [
      await world.someone("Tom Abel"),
      await world.someone("Tom Abel"),
      await world.someone("T. A."),
    ];
    await world.leaves(here, owner.phone);
    const matches = await findCustomers(world.as(world.ana), { conversationId: here.conversationId });
    expect(matches.map(({ id, why }) => [id, why]).toSorted()).toEqual(
      [
        [same.customerId, "sameName"],
        [owner.customerId, "leftContact"],
      ].toSorted(),
    );
    expect(matches[0]).toMatchObject({ conversations: 1, orders: 0, isOnRecord: false });
  });
});

describe("searches", () => {
  test("are recorded: who, when and how many were found, and nothing that was typed", async () => {
    const here = await world.someone();
    await world.someone("Anneliese Thorvald");
    const { conversationId } = here;
    await findCustomers(world.as(world.abe), { conversationId, text: "Thorvald" });
    await findCustomers(world.as(world.abe), { conversationId, text: "nobody of this name" });
    const rows = await world.db.select().from(customerSearches).where(eq(customerSearches.userId, world.abe.id));
    expect(rows.map(({ found }) => found).toSorted()).toEqual([0, 1]);
    expect(rows.map(({ at }) => at)).toEqual([world.now(), world.now()]);
    expect(JSON.stringify(rows)).not.toMatch(/thorvald|nobody/i);
  });

  test("of a person are refused beyond the limit, with a sentence and a time, and leave others their own", async () => {
    const { conversationId } = await world.someone();
    const search = (actor: typeof world.ana) => findCustomers(world.as(actor), { conversationId, text: "x" });
    await limiterOf(world.db, SEARCHES).penalty(limitKey(world.sue.id), SEARCHES.points);
    await expect(search(world.sue)).rejects.toMatchObject({
      ...{ code: "rate_limited", reason: "tooManySearches" },
      details: { retryAfterSeconds: expect.any(Number), minutes: expect.any(Number) },
    });
    expect(await world.db.$count(customerSearches, eq(customerSearches.userId, world.sue.id))).toBe(0);
    await expect(search(world.abe)).resolves.toEqual(expect.any(Array));
  });

  test("that are refused are not counted as searches of anybody", async () => {
    const { conversationId } = await world.someone();
    const before = await world.db.$count(customerSearches);
    const pat = { ...world.pat, scope: { all: true, placeIds: [] } };
    for (const actor of [pat, world.ben])
      await expect(findCustomers(world.as(actor), { conversationId, text: "Maya" })).rejects.toThrow();
    expect(await world.db.$count(customerSearches)).toBe(before);
  });
});
