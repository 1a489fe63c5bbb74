import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { expect } from "vitest";
import { makeCustomer } from "@/db/factories";
import { customerIdentities, customerSearches, skus } from "@/db/schema";
import { type Guarantees, hits, LINEAGE, plain } from "./search-fixture";

/** What searching for customers, orders and products guarantees. Each runs on every engine. */
export const FIND_CUSTOMERS: Guarantees = {
  async "customers are found by the words of their name in any order, by the beginnings of words, and with or without accents"(
    at,
  ) {
    await at.someone("Zoë Quist-Lund");
    for (const text of ["Quist", "lund zoe", "ZOË qui", "zoe  quist lund"])
      expect(await at.customers(at.ana, text), text).toEqual(["Zoë Quist-Lund"]);
    expect(await at.customers(at.ana, "zoe lindt")).toEqual([]);
    const [hit] = (await at.search(at.ana, "zoe")).customers.hits;
    expect(hits(hit?.name)).toEqual(["Zoë"]);
  },

  async "customers are found with a typing mistake in the name when nobody has it as typed, and said to be similar"(
    at,
  ) {
    await at.someone("Marguerite Oyelaran");
    for (const text of ["margerite", "Marguerite Oyelran", "Maruerite", "oyelarna"]) {
      const { customers: found } = await at.search(at.ana, text);
      expect(
        found.hits.map(({ name, isSimilar }) => [plain(name), isSimilar]),
        text,
      ).toEqual([["Marguerite Oyelaran", true]]);
    }
    expect(await at.customers(at.ana, "margarine")).toEqual([]);
  },

  async "customers are found by the last four digits of their number, by any part of it, and however it is written"(
    at,
  ) {
    const nils = await at.someone("Nils Holt");
    const digits = nils.phone.slice(2);
    const national = `(${digits.slice(0, 3)}) ${digits.slice(3, 6)}-${digits.slice(6)}`;
    for (const text of [nils.phone, national, digits, nils.phone.slice(-4), digits.slice(2)])
      expect((await at.customers(at.ana, text))[0], text).toBe("Nils Holt");
    const [hit] = (await at.search(at.ana, nils.phone.slice(-4))).customers.hits;
    expect(hits(hit?.contact)).toEqual([nils.phone.slice(-4)]);
  },

  async "customers are found by the beginning of their e-mail address, or by any part that is written like an address"(
    at,
  ) {
    const ida = await at.someone("Ida Frost");
    const email = { kind: "email", value: "ida.frost@northwind.example", customerId: ida.customerId, source: "test" };
    await at.db.insert(customerIdentities).values(email);
    for (const text of ["ida.fr", "IDA.FROST@northwind.example", "@northwind.example", "frost@north"])
      expect(await at.customers(at.ana, text), text).toEqual(["Ida Frost"]);
    expect(await at.customers(at.ana, "_da.frost@")).toEqual([]);
  },

  async "customers are found only by people who may read one of their conversations"(at) {
    await at.atHarbor("Petra Vance");
    expect(await at.customers(at.ana, "petra vance")).toEqual([]);
    expect(await at.customers(at.ana, "petra vanze")).toEqual([]);
    expect(await at.customers(at.ben, "petra vance")).toEqual(["Petra Vance"]);
    expect(await at.customers(at.sue, "petra vance")).toEqual(["Petra Vance"]);
    await makeCustomer(at.db, { name: "Petra Never-Wrote" });
    expect(await at.customers(at.sue, "never wrote")).toEqual([]);
  },

  async "customers are found once after a merge, as the customer that is shown, by the names of both; and apart after it was undone"(
    at,
  ) {
    const [old, kept] = [await at.someone("Wanda Older"), await at.someone("Wanda Newer")];
    const mergeId = await at.merge(old, kept);
    expect(await at.customers(at.ana, "older")).toEqual(["Wanda Newer"]);
    expect(await at.customers(at.ana, "wanda")).toEqual(["Wanda Newer"]);
    expect(await at.customers(at.ana, old.phone)).toEqual(["Wanda Newer"]);
    await at.unmerge(old, mergeId);
    expect((await at.customers(at.ana, "wanda")).toSorted()).toEqual(["Wanda Newer", "Wanda Older"]);
  },

  async "orders and products are found by the beginning or the end of the order number, of customers whom the reader sees"(
    at,
  ) {
    const buyer = await at.someone("Olga Buyer");
    await at.order(buyer.customerId, "TR-2026/90417");
    await at.order(null, "TR-2026/90418");
    for (const text of ["tr-2026/90417", "TR 2026 90417", "90417", "0417"])
      expect(await at.orderNumbers(at.ana, text), text).toEqual(["TR-2026/90417"]);
    expect(await at.orderNumbers(at.ana, "TR-2026")).toEqual(["TR-2026/90417"]);
    expect(await at.orderNumbers(at.ben, "90417")).toEqual([]);
  },

  async "orders and products are found by the beginning of the code, or by parts of the words of the title, with or without accents"(
    at,
  ) {
    await at.db
      .insert(skus)
      .values({ id: uuidv7(), code: "QX-881", title: "Señorita Rain Jacket", options: { size: "M" }, ...LINEAGE });
    for (const text of ["qx-8", "senorita jack", "Señorita", "rita rain"])
      expect(
        (await at.search(at.ana, text)).products.hits.map(({ code }) => plain(code)),
        text,
      ).toEqual(["QX-881"]);
  },

  async "a search of less than two letters, or of signs alone, finds nothing"(at) {
    for (const text of ["", "z", "%", "':*", "\\", "&|!", "👍"]) {
      const { customers: found, messages: said, orders: bought, products } = await at.search(at.ana, text);
      expect(
        [found, said, bought, products].map(({ hits: list }) => list),
        text,
      ).toEqual([[], [], [], []]);
    }
  },

  async "a search with any text answers, and takes signs of the query language as text"(at) {
    for (const text of [
      "a' & b",
      "zoe:*",
      "(((",
      "<->",
      "!zoe",
      "\\' or 1=1 --",
      "1e5 .5 -7",
      "a".repeat(120),
      "x ".repeat(60),
    ])
      await expect(at.search(at.ana, text), text).resolves.toBeDefined();
  },

  async "a search is recorded when it found customers: who, when and how many, and nothing that was typed"(at) {
    await at.someone("Aurelia Recorded");
    await at.search(at.abe, "aurelia recorded");
    await at.search(at.abe, "nobody has this");
    const kept = await at.db.select().from(customerSearches).where(eq(customerSearches.userId, at.abe.id));
    expect(kept.map(({ found }) => found)).toEqual([1]);
  },
};
