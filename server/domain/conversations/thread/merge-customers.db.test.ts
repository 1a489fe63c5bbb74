import { eq } from "drizzle-orm";
import fc from "fast-check";
import { uuidv7 } from "uuidv7";
import { beforeAll, describe, expect, test } from "vitest";
import { makeCustomer } from "@/db/factories";
import { conversations, customerNotes } from "@/db/schema";
import type { CustomerContext } from "@/server/contract/customers";
import type { Id } from "@/server/contract/ids";
import { ingestEvents } from "@/server/domain/commerce/ingest-events";
import { addCustomerNote } from "@/server/domain/conversations/thread/add-customer-note";
import { chooseCustomer } from "@/server/domain/conversations/thread/choose-customer";
import { customerContext } from "@/server/domain/conversations/thread/customer-context";
import { getConversation } from "@/server/domain/conversations/thread/get-conversation";
import { mergeCustomers } from "@/server/domain/conversations/thread/merge-customers";
import { nameCustomer } from "@/server/domain/conversations/thread/name-customer";
import { copyNames } from "@/tests/copy-names";
import { type CustomersWorld, customersWorld, type Someone } from "@/tests/customers-fixture";

let world: CustomersWorld;
beforeAll(async () => {
  world = await customersWorld();
});

describe("merging two customers", () => {
  test("shows them as one: with every address, conversation and note, from either conversation", async () => {
    const [unknown, maya] = [await world.someone(), await world.someone("Maya Chen")];
    const note = { conversationId: maya.conversationId, noteId: uuidv7(), body: "Prefers mornings" };
    await addCustomerNote(world.as(world.ana), note);
    await world.merge(unknown, maya);
    for (const who of [unknown, maya]) {
      const { customer, identities, notes, memberIds, merges } = await world.contextOf(who);
      expect(customer).toMatchObject({ id: maya.customerId, name: "Maya Chen" });
      expect(identities).toHaveLength(2);
      expect(notes.map(({ body }) => body)).toEqual(["Prefers mornings"]);
      expect(memberIds.toSorted()).toEqual([unknown.customerId, maya.customerId].toSorted());
      expect(merges).toMatchObject([
        { from: { name: unknown.phone }, into: { name: "Maya Chen" }, by: world.ana.name },
      ]);
      expect(await world.nameIn(who)).toBe("Maya Chen");
    }
    expect((await world.contextOf(unknown)).earlier.map(({ id }) => id)).toEqual([maya.conversationId]);
    const { alsoOpen, destinations, customerIds } = await getConversation(world.as(world.ana), {
      conversationId: unknown.conversationId,
    });
    expect(alsoOpen.map(({ id }) => id)).toEqual([maya.conversationId]);
    expect(destinations).toHaveLength(2);
    expect(customerIds).toHaveLength(2);
  });

  test("brings orders of both to both", async () => {
    const [here, other] = [await world.someone("Ira Wolf"), await world.someone()];
    const order = { id: "M1", number: "M1", customer: "CM", status: "processing", placedAt: "2026-11-20T10:00:00Z" };
    const event = (type: string, data: object) => ({
      ...{ specversion: "1.0" as const, id: uuidv7(), source: "till/1", type, time: "2026-11-22T10:00:00Z" },
      ...{ sequence: 1, data },
    });
    await ingestEvents(world.system(), "till", [
      event("retail.customer.changed.v1", { id: "CM", name: "Ira Wolf", phones: [here.phone] }),
      event("retail.order.changed.v1", { ...order, totalMinor: 100, currency: "USD", lines: [] }),
    ]);
    await world.merge(other, here);
    expect((await world.contextOf(other)).orders.map(({ number }) => number)).toEqual(["M1"]);
    expect((await world.contextOf(other)).customer.isOnRecord).toBe(true);
  });

  test("made twice by one request is one merge; of one person with themselves it is refused", async () => {
    const [here, other] = [await world.someone(), await world.someone("Noor Khan")];
    const input = {
      ...{ mergeId: uuidv7(), conversationId: here.conversationId },
      customerId: here.customerId,
      otherId: other.customerId,
    };
    const once = () =>
      mergeCustomers(world.as(world.ana), { ...input, keep: "other" as const, evidence: "They said so" });
    await once();
    await once();
    expect((await world.contextOf(here)).merges).toHaveLength(1);
    await expect(world.merge(other, here)).rejects.toMatchObject({ code: "conflict" });
    await expect(world.merge(here, here)).rejects.toMatchObject({ code: "conflict" });
  });

  test("is refused to people from whom customers are masked, and who cannot read the conversation", async () => {
    const [here, other] = [await world.someone(), await world.someone("Noor Khan")];
    const input = {
      ...{ mergeId: uuidv7(), conversationId: here.conversationId },
      customerId: here.customerId,
      otherId: other.customerId,
    };
    const by = (actor: typeof world.ana) =>
      mergeCustomers(world.as(actor), { ...input, keep: "other", evidence: "They said so" });
    await expect(by(world.ben)).rejects.toMatchObject({ code: "not_found" });
    await expect(by({ ...world.pat, scope: { all: true, placeIds: [] } })).rejects.toMatchObject({ code: "forbidden" });
    expect((await world.contextOf(here)).merges).toEqual([]);
  });

  test("names the resolved conversations too, and a later name of the one that is shown", async () => {
    const [here, other] = [await world.someone(), await world.someone("Noor Khan")];
    await world.db
      .update(conversations)
      .set({ status: "resolved", resolvedAt: world.now() })
      .where(eq(conversations.id, here.conversationId));
    const mergeId = await world.merge(here, other);
    await copyNames(world.system());
    expect(await world.nameIn(here)).toBe("Noor Khan");
    await nameCustomer(world.as(world.ana), {
      conversationId: here.conversationId,
      customerId: here.customerId,
      name: "Noor A. Khan",
    });
    await copyNames(world.system());
    expect(await world.nameIn(here)).toBe("Noor A. Khan");
    await world.unmerge(other, mergeId);
    await copyNames(world.system());
    expect(await world.nameIn(here)).toBe(here.name);
  });
});

test("a merge or a name is refused when the conversation is with somebody else than was shown", async () => {
  const [here, other, third] = [
    await world.someone(),
    await world.someone("Noor Khan"),
    await world.someone("Ola Berg"),
  ];
  const shown = { conversationId: here.conversationId, customerId: third.customerId };
  const merged = { ...shown, mergeId: uuidv7(), otherId: other.customerId, keep: "other" as const };
  const refused = { code: "conflict", reason: "customerChanged" };
  await expect(mergeCustomers(world.as(world.ana), { ...merged, evidence: "They said so" })).rejects.toMatchObject(
    refused,
  );
  await expect(nameCustomer(world.as(world.ana), { ...shown, name: "Ola" })).rejects.toMatchObject(refused);
});

test("a name reaches unresolved conversations at once", async () => {
  const here = await world.someone();
  const { conversationId, customerId } = here;
  await nameCustomer(world.as(world.ana), { conversationId, customerId, name: "Bo Lund" });
  expect(await world.nameIn(here)).toBe("Bo Lund");
});

test("an address that one left and the other owns is listed once, as proven", async () => {
  const [here, owner] = [await world.someone("Visitor"), await world.someone("Owner")];
  await world.leaves(here, owner.phone);
  await world.merge(here, owner);
  const { identities } = await world.contextOf(here);
  expect(identities.map(({ isVerified }) => isVerified)).toEqual([true, true]);
});

describe("undoing a merge", () => {
  test("works as often as merging does, and for as many customers", async () => {
    const [here, other] = [await world.someone(), await world.someone("Maya Chen")];
    for (let n = 0; n < 40; n++) await world.unmerge(here, await world.merge(here, other));
    for (let n = 0; n < 20; n++) await world.merge(await world.someone(), other);
    expect((await world.contextOf(other)).memberIds).toHaveLength(21);
    expect((await world.contextOf(here)).merges).toEqual([]);
  });

  test("gives each customer back what was theirs, and what has arrived since", async () => {
    const [here, other] = [await world.someone(), await world.someone("Maya Chen")];
    const before = [await world.contextOf(here), await world.contextOf(other)];
    const mergeId = await world.merge(here, other);
    await world.text(here.phone, "Still me");
    await world.unmerge(here, mergeId);
    const plain = ({ customer: { version: _, ...customer }, earlier, ...rest }: CustomerContext) => ({
      ...{ ...rest, customer, earlier: earlier.map(({ id }) => id) },
    });
    expect([await world.contextOf(here), await world.contextOf(other)].map(plain)).toEqual(before.map(plain));
    expect(await world.nameIn(here)).toBe(here.name);
    const { items } = await getConversation(world.as(world.ana), { conversationId: here.conversationId });
    expect(items.at(-1)).toMatchObject({ body: "Still me" });
  });

  test("twice changes nothing, and a merge of somebody else is not found", async () => {
    const [here, other, third] = [
      await world.someone(),
      await world.someone("Maya Chen"),
      await world.someone("Ola Berg"),
    ];
    const mergeId = await world.merge(here, other);
    await expect(world.unmerge(third, mergeId)).rejects.toMatchObject({ code: "not_found" });
    await world.unmerge(here, mergeId);
    await world.unmerge(here, mergeId);
    expect((await world.contextOf(here)).merges).toEqual([]);
  });
});

describe("a conversation that was chosen away from a merged customer", () => {
  async function chosenAway() {
    const [here, other, sharer] = [
      await world.someone("Tom Abel"),
      await world.someone("Tom B. Abel"),
      await world.someone("Mia Abel"),
    ];
    await world.shares(sharer, here.phone);
    const mergeId = await world.merge(here, other);
    const { conversationId } = here;
    await chooseCustomer(world.as(world.ana), { conversationId, customerId: sharer.customerId });
    return { here, other, sharer, mergeId };
  }

  test("shows the merge, and undoes it", async () => {
    const { here, other, mergeId } = await chosenAway();
    const shown = await world.contextOf(here);
    expect(shown.customer.name).toBe("Mia Abel");
    expect(shown.merges).toMatchObject([{ id: mergeId, from: { name: "Tom Abel" }, into: { name: "Tom B. Abel" } }]);
    await world.unmerge(here, mergeId);
    expect((await world.contextOf(here)).merges).toEqual([]);
    expect((await world.contextOf(here)).sharedWith).toEqual([{ id: here.customerId, name: "Tom Abel" }]);
    expect((await world.contextOf(other)).memberIds).toEqual([other.customerId]);
  });

  test("shows and undoes no merge of people who share none of its addresses, and shows none to whom customers are masked", async () => {
    const { here } = await chosenAway();
    const [third, fourth] = [await world.someone("Ola Berg"), await world.someone("Kim Ito")];
    const unrelated = await world.merge(third, fourth);
    await expect(world.unmerge(here, unrelated)).rejects.toMatchObject({ code: "not_found" });
    const pat = { ...world.pat, scope: { all: true, placeIds: [] } };
    const masked = await customerContext(world.as(pat), { conversationId: here.conversationId });
    expect(masked.merges).toEqual([]);
  });
});

test("any sequence of merges, undone merges, texts and notes ends as if the remaining merges had been made first", async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("merge" as const), a: fc.nat(3), b: fc.nat(3) }),
    fc.record({ kind: fc.constant("unmerge" as const), n: fc.nat(5) }),
    fc.record({ kind: fc.constant("text" as const), a: fc.nat(3) }),
    fc.record({ kind: fc.constant("note" as const), a: fc.nat(3) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (steps) => {
      const make = async () => [
        await world.someone("A"),
        await world.someone("B"),
        await world.someone("C"),
        await world.someone("D"),
      ];
      const [mixed, ordered] = [await make(), await make()];
      const made: { id: Id; a: number; b: number }[] = [];
      const edit = async (who: Someone[], { kind, a }: { kind: "text" | "note"; a: number }, n: number) => {
        const { phone, conversationId } = who[a] as Someone;
        if (kind === "text") await world.text(phone, `Text ${n}`);
        else await addCustomerNote(world.as(world.ana), { conversationId, noteId: uuidv7(), body: `Note ${n}` });
      };
      for (const [n, one] of steps.entries()) {
        world.later(1);
        if (one.kind === "merge") {
          const ids = (await world.contextOf(mixed[one.a] as Someone)).memberIds;
          if (ids.includes((mixed[one.b] as Someone).customerId)) continue;
          made.push({ id: await world.merge(mixed[one.a] as Someone, mixed[one.b] as Someone), a: one.a, b: one.b });
        } else if (one.kind === "unmerge") {
          const [gone] = made.splice(one.n % Math.max(1, made.length), 1);
          if (gone) await world.unmerge(mixed[gone.a] as Someone, gone.id);
        } else await edit(mixed, one, n);
      }
      for (const { a, b } of made) {
        world.later(1);
        await world.merge(ordered[a] as Someone, ordered[b] as Someone);
      }
      for (const [n, one] of steps.entries()) {
        world.later(1);
        if (one.kind === "text" || one.kind === "note") await edit(ordered, one, n);
      }
      const seen = async (who: Someone[]) => {
        const index = (id: Id) => who.findIndex(({ customerId }) => customerId === id);
        return Promise.all(
          who.map(async (one) => {
            const { customer, memberIds, notes, earlier, identities } = await world.contextOf(one);
            const { items } = await getConversation(world.as(world.ana), { conversationId: one.conversationId });
            return {
              ...{ name: customer.name, members: memberIds.map(index).toSorted(), addresses: identities.length },
              notes: notes.map(({ body }) => body),
              earlier: earlier.map(({ id }) => who.findIndex(({ conversationId }) => conversationId === id)).toSorted(),
              texts: items.map((item) => (item.kind === "message" ? item.body : item.kind)),
            };
          }),
        );
      };
      expect(await seen(mixed)).toEqual(await seen(ordered));
      await world.db.delete(customerNotes);
    }),
    { numRuns: 12 },
  );
});

test("a name that comes from a system of record is not changed here", async () => {
  const here = await world.someone("Ira Wolf");
  const onRecord = await makeCustomer(world.db, { name: "Kim Ito", sourceId: "C77" });
  await world.merge(here, { ...here, customerId: onRecord.id });
  const rename = nameCustomer(world.as(world.ana), {
    conversationId: here.conversationId,
    customerId: here.customerId,
    name: "Somebody",
  });
  await expect(rename).rejects.toMatchObject({ code: "conflict" });
});
