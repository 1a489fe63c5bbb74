import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { expect } from "vitest";
import { attachments, conversations, customerIdentities, customerNotes, items } from "@/db/schema";
import { type Guarantees, hits, plain } from "./search-fixture";

/** What searching for messages guarantees, and what partner agents do not find. Each runs on every engine. */
export const FIND_MESSAGES: Guarantees = {
  async "messages and notes are found by all their words, in any order, as typed or begun, newest first, and name the place in the thread"(
    at,
  ) {
    const first = await at.write(at.talia.conversationId, "Is the crème brûlée torch back in stock?");
    at.later(60);
    const second = await at.write(at.talia.conversationId, "The torch, the CREME one, please", {
      kind: "note",
      direction: null,
    });
    const found = await at.search(at.ana, "torch creme");
    expect(found.messages.hits.map(({ seq, kind }) => [seq, kind])).toEqual([
      [second.seq, "note"],
      [first.seq, "message"],
    ]);
    expect(hits(found.messages.hits[1]?.excerpt)).toEqual(["crème", "torch"]);
    expect(await at.messages(at.ana, "brul tor")).toHaveLength(1);
    expect(await at.messages(at.ana, "torch lantern")).toEqual([]);
    expect(await at.messages(at.ana, "orch")).toEqual([]);
  },

  async "messages and notes are found by an order number, an address or the digits of a number in their text"(at) {
    await at.write(at.talia.conversationId, "My order SL-77120 went to talia@moss.example, call 206-555-0187");
    for (const text of ["SL-77120", "77120", "771", "talia@moss.example", "206 555 0187", "0187"])
      expect(await at.messages(at.ana, text), text).toHaveLength(1);
  },

  async "messages and notes are found in a long text with the words in view"(at) {
    await at.write(
      at.talia.conversationId,
      `${"lorem ipsum ".repeat(200)}the heliotrope scarf${" dolor sit".repeat(200)}`,
    );
    const [excerpt] = await at.messages(at.ana, "heliotrope");
    expect(excerpt).toMatch(/^….*the heliotrope scarf.*…$/);
    expect(excerpt?.length).toBeLessThan(200);
  },

  async "messages and notes are found only in conversations that the person may read, and no longer when they lose access or the message is deleted"(
    at,
  ) {
    const talkAtHarbor = await at.atHarbor("Rhea Stone");
    const { id } = await at.write(talkAtHarbor.id, "a periwinkle umbrella");
    expect(await at.messages(at.ana, "periwinkle")).toEqual([]);
    expect(await at.messages(at.ben, "periwinkle")).toHaveLength(1);
    await at.db.update(conversations).set({ assigneeId: at.ana.id }).where(eq(conversations.id, talkAtHarbor.id));
    expect(await at.messages(at.ana, "periwinkle")).toHaveLength(1);
    await at.db.update(conversations).set({ assigneeId: null }).where(eq(conversations.id, talkAtHarbor.id));
    expect(await at.messages(at.ana, "periwinkle")).toEqual([]);
    await at.db.delete(items).where(eq(items.id, id));
    expect(await at.messages(at.sue, "periwinkle")).toEqual([]);
  },

  async "messages and notes are found of a frequent word the newest, and more when more are asked for"(at) {
    const many = await at.someone("Max Many");
    for (let n = 0; n < 30; n++)
      await at.write(many.conversationId, `marmalade ${n}`, { at: new Date(at.now().getTime() + n) });
    const found = await at.search(at.ana, "marmalade");
    expect(found.messages.hits).toHaveLength(20);
    expect(found.messages.hasMore).toBe(true);
    expect(plain(found.messages.hits[0]?.excerpt ?? [])).toBe("marmalade 29");
    const all = await at.search(at.ana, "marmalade", { messages: 100 });
    expect([all.messages.hits.length, all.messages.hasMore]).toEqual([30, false]);
  },

  async "messages and notes are found as a note about the customer, which opens their newest conversation"(at) {
    const note = {
      id: uuidv7(),
      customerId: at.talia.customerId,
      authorId: at.abe.id,
      body: "Prefers the pistachio lining",
    };
    await at.db.insert(customerNotes).values(note);
    const [hit] = (await at.search(at.ana, "pistachio")).messages.hits;
    expect(hit).toMatchObject({
      kind: "customerNote",
      seq: null,
      conversationId: at.talia.conversationId,
      customer: "Talia Moss",
    });
    expect(await at.messages(at.ben, "pistachio")).toEqual([]);
  },

  async "messages and notes are found by place, channel, person, time and attachment, and all of them together"(at) {
    const from = at.now().toISOString();
    const { id } = await at.write(at.talia.conversationId, "gooseberry from Ana", {
      ...{ direction: "out", authorId: at.ana.id, hasAttachments: true, channel: "twilio-sms" },
    });
    const file = {
      id: uuidv7(),
      itemId: id,
      ownerId: at.ana.id,
      name: "a.png",
      mime: "image/png",
      state: "ready" as const,
    };
    await at.db.insert(attachments).values(file);
    at.later(60);
    await at.write(at.talia.conversationId, "gooseberry from Talia");
    const before = new Date(at.now().getTime() - 30_000).toISOString();
    const narrow = {
      placeId: at.pine.id,
      channel: "twilio-sms",
      personId: at.ana.id,
      from,
      before,
      hasAttachment: true as const,
    };
    expect(await at.messages(at.ana, "gooseberry")).toHaveLength(2);
    expect(await at.messages(at.ana, "gooseberry", narrow)).toEqual(["gooseberry from Ana"]);
    for (const [key, value] of Object.entries(narrow))
      expect(await at.messages(at.ana, "gooseberry", { [key]: value }), key).toContain("gooseberry from Ana");
    for (const other of [
      { placeId: at.harbor.id },
      { channel: "webchat" },
      { personId: at.ben.id },
      { from: new Date(Date.now() + 9e6).toISOString() },
    ])
      expect(await at.messages(at.ana, "gooseberry", other), JSON.stringify(other)).toEqual([]);
    expect(await at.messages(at.ana, "gooseberry", { hasAttachment: true })).toEqual(["gooseberry from Ana"]);
    expect(await at.customers(at.ana, "talia", { placeId: at.pine.id })).toEqual(["Talia Moss"]);
    expect(await at.customers(at.ana, "talia", { placeId: at.harbor.id })).toEqual([]);
  },

  async "from a partner agent numbers and addresses stay hidden: no part of them finds anything"(at) {
    const email = {
      kind: "email",
      value: "sybil.private@hush.example",
      customerId: at.sybil.customerId,
      source: "test",
    };
    await at.db.insert(customerIdentities).values(email);
    for (const text of [
      at.sybil.phone,
      at.sybil.phone.slice(-4),
      "5550199",
      "0199",
      "206 555 0199",
      "sybil.private",
      "private",
      "hush",
      "hush.example",
      "@hush.example",
    ]) {
      const found = await at.search(at.pat, text);
      expect(
        [found.customers.hits, found.messages.hits, found.customers.hasMore, found.messages.hasMore],
        text,
      ).toEqual([[], [], false, false]);
    }
    expect((await at.search(at.pat, "0199")).areNumbersHidden).toBe(true);
    expect((await at.search(at.ana, "0199")).messages.hits).toHaveLength(1);
  },

  async "from a partner agent what is found shows no contact, and names that are contacts are not found"(at) {
    const found = await at.search(at.pat, "velvet");
    expect(found.messages.hits.map(({ excerpt }) => plain(excerpt))).toEqual([
      "Reach me at •••• or ••••, the velvet one",
    ]);
    const [hit] = (await at.search(at.pat, "sybil")).customers.hits;
    expect(plain(hit?.contact ?? [])).not.toMatch(/\d/);
    const nameless = await at.someone();
    await at.someone("agent@orders.example");
    expect(await at.customers(at.pat, nameless.phone.slice(1))).toEqual([]);
    expect(await at.customers(at.pat, "agent@orders.example")).toEqual([]);
    expect(await at.customers(at.pat, "agent")).toEqual([]);
    expect(await at.customers(at.pat, "agennt")).toEqual([]);
  },

  async "from a partner agent an order number is found unless it may be a contact"(at) {
    await at.order(at.sybil.customerId, "PA-55190");
    await at.order(at.sybil.customerId, "+1 206 555 0123");
    expect(await at.orderNumbers(at.pat, "55190")).toEqual(["PA-55190"]);
    expect(await at.orderNumbers(at.pat, "0123")).toEqual([]);
    expect(await at.orderNumbers(at.ana, "0123")).toEqual(["+1 206 555 0123"]);
  },
};
