import { describe, expect, test } from "vitest";
import type { ConversationRow, Item, OfferView, SystemLine } from "@/server/contract/conversations";
import type { Envelope, EventType } from "@/server/contract/events";
import { at, itemOf, ME, PLACE, rowOf, uuid } from "@/tests/cached";
import { NoticeBook } from "./notice-book";

const ID = uuid(1);
const BEN = { id: uuid(801), name: "Ben Ortiz" };
const mine = (over: Partial<ConversationRow> = {}) =>
  rowOf(1, {
    assignee: { id: ME.id, name: ME.name },
    waitingSince: at(1),
    lastInboundSeq: 5,
    preview: "Is it in?",
    ...over,
  });
const push = (type: EventType, row: ConversationRow, items: Item[] = [itemOf(1, 5)]): Envelope =>
  ({ type, at: at(1), entity: { kind: "conversation", row, items } }) as Envelope;
const line = (system: SystemLine): Item => {
  const { id, conversationId, version, author, at } = itemOf(1, 6);
  return { id, conversationId, seq: 6, version, author, at, kind: "system", system };
};
const assignedBy = (by: { id: string; name: string }, toId = ME.id): Item =>
  line({ type: "assigned", by: by.name, byId: by.id, from: "Pine Street", fromId: PLACE.id, to: "Ana", toId });
const read = (seq: number): Envelope =>
  ({ type: "conversation.read", at: at(2), entity: { kind: "read", conversationId: ID, seq } }) as Envelope;
const left: Envelope = {
  type: "conversation.assigned",
  at: at(2),
  entity: { kind: "conversation_left", conversationId: ID, movedTo: null },
};
const offer = (over: Partial<OfferView> = {}): OfferView => ({
  ...{ id: uuid(50), from: BEN, toUser: { id: ME.id, name: ME.name }, toPlace: null, expiresAt: at(9) },
  card: { need: "Exchange for size 9", facts: "", promises: "", consent: "" },
  ...over,
});
const offered = (over: Partial<OfferView> = {}) => rowOf(1, { assignee: BEN, offer: offer(over) });

/** A book, and what it announced for these pushes, one after the other. */
function given(...envelopes: Envelope[]) {
  const book = new NoticeBook(() => ME);
  const said = envelopes.flatMap((envelope) => book.take({ kind: "live", envelopes: [envelope] }));
  return { book, said, open: () => book.open.get() };
}
const fromCustomer = push("message.received", mine());

describe("what is announced", () => {
  test("a message of my customer, with what they wrote", () => {
    const { said } = given(fromCustomer);
    expect(said).toMatchObject([{ kind: "message", customer: "Customer 1", detail: "Is it in?", seq: 5 }]);
  });

  test("not a message in a conversation of a colleague, or of nobody", () => {
    expect(given(push("message.received", mine({ assignee: BEN }))).said).toEqual([]);
    expect(given(push("message.received", mine({ assignee: null }))).said).toEqual([]);
  });

  test("not a message that has been answered by the time it arrives", () => {
    expect(given(push("message.received", mine({ waitingSince: null }))).said).toEqual([]);
  });

  test("a conversation that a colleague assigns to me, also by undoing a change, but none that I take myself", () => {
    const assigned = (item: Item) => given(push("conversation.assigned", mine(), [item])).said;
    expect(assigned(assignedBy(BEN))).toMatchObject([{ kind: "assigned", by: "Ben Ortiz", seq: 6 }]);
    const undone = { type: "undone", action: "assign", by: BEN.name, byId: BEN.id, to: "Ana", toId: ME.id } as const;
    expect(assigned(line(undone))).toMatchObject([{ kind: "assigned", by: "Ben Ortiz" }]);
    expect(assigned(assignedBy({ id: ME.id, name: ME.name }))).toEqual([]);
    expect(assigned(line({ type: "claimed", by: ME.name, byId: ME.id }))).toEqual([]);
  });

  test("a transfer to me or to my store, but not to another store, and not my own", () => {
    const made = (row: ConversationRow) => given(push("offer.made", row, [])).said;
    expect(made(offered())).toMatchObject([{ kind: "offered", by: "Ben Ortiz", detail: "Exchange for size 9" }]);
    expect(made(offered({ toUser: null, toPlace: PLACE }))).toHaveLength(1);
    expect(made(offered({ toUser: null, toPlace: { id: uuid(901), name: "Harbor" } }))).toEqual([]);
    expect(made(offered({ from: { id: ME.id, name: ME.name }, toUser: null, toPlace: PLACE }))).toEqual([]);
  });

  test("my transfer that was declined or that nobody accepted, and not one that I decline", () => {
    const declined = (byId: string) =>
      push("offer.declined", mine(), [
        line({ type: "transfer_declined", reason: "Closing", by: "Ben Ortiz", byId, to: "Harbor", toId: uuid(901) }),
      ]);
    const expired = push("offer.expired", mine(), [line({ type: "transfer_expired", to: "Harbor", toId: uuid(901) })]);
    expect(given(declined(BEN.id)).said).toMatchObject([{ kind: "returned", by: "Ben Ortiz", detail: "Closing" }]);
    expect(given(expired).said).toMatchObject([{ kind: "returned", by: "" }]);
    expect(given(declined(ME.id)).said).toEqual([]);
  });

  test("an event that is delivered twice only once, and of one conversation the newest only", () => {
    const { said, open } = given(fromCustomer, fromCustomer, push("message.received", mine({ lastInboundSeq: 7 })));
    expect(said.map(({ seq }) => seq)).toEqual([5, 7]);
    expect(open()).toHaveLength(1);
  });
});

const noteOf = (author: { id: string; name: string }, ...mentioned: string[]): Item => ({
  ...{ id: uuid(60), conversationId: ID, seq: 6, version: 1, author, at: at(2), kind: "note", clientMessageId: null },
  body: "@Ana, look",
  mentions: mentioned.map((userId) => ({ userId, label: "Ana" })),
});
const followed = (over: Partial<ConversationRow> = {}) => mine({ assignee: BEN, followers: { [ME.id]: 6 }, ...over });
const mentioned = push("note.added", followed({ preview: "@Ana, look" }), [noteOf(BEN, ME.id)]);

describe("a mention", () => {
  test("is announced with the colleague and their words, whoever's conversation it is, also a resolved one", () => {
    const said = { kind: "mention", by: "Ben Ortiz", detail: "@Ana, look", seq: 6 };
    expect(given(mentioned).said).toMatchObject([said]);
    const done = followed({ status: "resolved", preview: "@Ana, look" });
    expect(given(push("note.added", done, [noteOf(BEN, ME.id)])).said).toMatchObject([said]);
  });

  test("is not announced when it is somebody else's, one's own, or there is none", () => {
    for (const note of [noteOf(BEN, BEN.id), noteOf(ME, ME.id), noteOf(BEN)])
      expect(given(push("note.added", followed(), [note])).said).toEqual([]);
  });

  test("is announced once, however often it is delivered", () => {
    expect(given(mentioned, mentioned).said).toHaveLength(1);
  });

  test.each([
    ["it is read on another screen", read(6)],
    ["the conversation is lost", left],
    ["one follows it no more", push("conversation.unfollowed", followed({ followers: {} }), [])],
  ])("goes when %s", (_, over) => {
    expect(given(mentioned, over).open()).toEqual([]);
  });

  test.each([
    ["is answered", push("message.sent", followed({ waitingSince: null }), [])],
    ["is resolved", push("conversation.resolved", followed({ status: "resolved" }), [])],
    ["gets a message of its customer", push("message.received", followed({ lastInboundSeq: 7 }))],
    ["is read before it", read(5)],
  ])("stays when the conversation %s", (_, event) => {
    expect(given(mentioned, event).open()).toMatchObject([{ kind: "mention" }]);
  });
});

describe("a message in a conversation that one only follows", () => {
  const written = push("message.received", followed());

  test("is announced as such; in one's own it is one's customer", () => {
    expect(given(written).said).toMatchObject([{ kind: "followed", customer: "Customer 1", seq: 5 }]);
    const own = push("message.received", mine({ followers: { [ME.id]: 0 } }));
    expect(given(own).said).toMatchObject([{ kind: "message" }]);
  });

  test.each([
    ["it is read", read(5)],
    ["somebody answers", push("message.sent", followed({ waitingSince: null }), [])],
    ["one follows it no more", push("conversation.unfollowed", followed({ followers: {} }), [])],
    ["the conversation is lost", left],
  ])("goes when %s", (_, over) => {
    expect(given(written, over).open()).toEqual([]);
  });

  test("gives way to a mention", () => {
    expect(given(written, mentioned).open()).toMatchObject([{ kind: "mention" }]);
  });
});

describe("a notice goes", () => {
  const colleague = mine({ assignee: BEN });
  test.each([
    ["when I have read the conversation on another screen", read(5)],
    ["when the conversation is answered", push("message.sent", mine({ waitingSince: null }))],
    ["when a colleague takes it", push("conversation.assigned", colleague, [assignedBy(BEN, BEN.id)])],
    ["when it returns to the queue", push("conversation.assigned", mine({ assignee: null }), [])],
    ["when it is resolved", push("conversation.resolved", mine({ status: "resolved" }), [])],
    ["when it is snoozed", push("conversation.snoozed", mine({ status: "snoozed" }), [])],
    ["when I may no longer read it", left],
  ])("%s", (_, over) => {
    expect(given(fromCustomer, over).open()).toEqual([]);
  });

  test("of a transfer when somebody accepts, or it is withdrawn, declined or replaced", () => {
    const made = push("offer.made", offered(), []);
    expect(given(made, push("offer.withdrawn", rowOf(1, { assignee: BEN }), [])).open()).toEqual([]);
    expect(given(made, push("offer.accepted", mine(), [])).open()).toEqual([]);
    expect(given(made, push("message.updated", offered({ id: uuid(51) }), [])).open()).toEqual([]);
    expect(given(made, push("message.received", offered(), [])).open()).toHaveLength(1);
  });

  test("of an assignment when I reply on another screen, but not when the customer is answered automatically", () => {
    const assigned = push("conversation.assigned", mine(), [assignedBy(BEN)]);
    const sent = (author: { id: string; name: string } | null) =>
      push("message.sent", mine(), [{ ...itemOf(1, 7), direction: "out", author }]);
    expect(given(assigned, sent({ id: ME.id, name: ME.name })).open()).toEqual([]);
    expect(given(assigned, sent(null)).open()).toHaveLength(1);
  });

  test("not when I have read less than it, and not when another conversation changes", () => {
    expect(given(fromCustomer, read(4), push("conversation.resolved", rowOf(2), [])).open()).toHaveLength(1);
  });

  test("with all others when access changes or the log no longer reaches back", () => {
    const { book, open } = given(fromCustomer);
    expect(book.take({ kind: "reset" })).toEqual([]);
    expect(open()).toEqual([]);
  });
});

describe("after a reconnect", () => {
  const second = push("message.received", { ...mine(), id: uuid(2) });
  const missed = (book: NoticeBook, ...envelopes: Envelope[]) => {
    expect(book.take({ kind: "missed", envelopes })).toEqual([]);
    expect(book.open.get()).toEqual([]);
    return book.take({ kind: "caught_up" });
  };

  test("what was missed is announced once all of it is there, and what is over by then never", () => {
    const book = new NoticeBook(() => ME);
    const said = missed(book, fromCustomer, second, read(5));
    expect(said).toMatchObject([{ conversationId: uuid(2), wasMissed: true }]);
    expect(book.take({ kind: "caught_up" })).toEqual([]);
  });

  test("a frame that repeats what was fetched announces nothing again", () => {
    const book = new NoticeBook(() => ME);
    missed(book, fromCustomer);
    expect(book.take({ kind: "live", envelopes: [fromCustomer] })).toEqual([]);
  });
});
