import { eq } from "drizzle-orm";
import { io, type Socket } from "socket.io-client";
import { uuidv7 } from "uuidv7";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { DbHandle } from "@/db/client";
import { makeConnection, makeEndpoint, makePlace, makeUser, SYSTEM } from "@/db/factories";
import { users } from "@/db/schema";
import type { Envelope } from "@/server/contract/events";
import type { Frame, StaffClientEvents, StaffServerEvents, Subscription } from "@/server/contract/sockets";
import type { PersonActor, PresenceView } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { assignConversation } from "@/server/domain/conversations/assignment/assign-conversation";
import { receiveMessage } from "@/server/domain/conversations/receiving/receive-message";
import { addNote } from "@/server/domain/conversations/thread/add-note";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { callWorld } from "@/tests/call-fixture";
import { freshDb } from "@/tests/db";
import { openGateway, type TestGateway } from "@/tests/gateway";
import { inbound } from "@/tests/inbound";
import { shownText } from "@/tests/shown-text";

type Client = Socket<StaffServerEvents, StaffClientEvents>;
const people = new Map<string, PersonActor | null>();
const clients: { close(): void }[] = [];
let handle: DbHandle;
let ctx: Ctx;
let opened: TestGateway;
let url: string;

beforeEach(async () => {
  ({ handle } = await freshDb());
  ctx = createCtx({ db: handle.db, actor: SYSTEM, now: () => new Date() });
  opened = await openGateway(handle, { beatMs: 100, viewerOf: async (cookie) => people.get(cookie ?? "") ?? null });
  url = opened.url;
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await opened.close();
  people.clear();
});

async function connect(actor: PersonActor): Promise<{ client: Client; frames: Frame[]; received: () => Envelope[] }> {
  people.set(`as=${actor.id}`, actor);
  const client: Client = io(url, {
    transports: ["websocket"],
    extraHeaders: { cookie: `as=${actor.id}` },
    forceNew: true,
    reconnection: false,
  });
  clients.push(client);
  const frames: Frame[] = [];
  client.on("frame", (frame) => frames.push(frame));
  await new Promise<void>((resolve, reject) => {
    client.on("connect", resolve);
    client.on("connect_error", reject);
  });
  return { client, frames, received: () => frames.flatMap((frame) => frame.envelopes) };
}
const subscribe = (client: Client, input: Partial<Subscription>) =>
  client.timeout(60_000).emitWithAck("subscribe", { conversationId: null, skuIds: [], board: false, ...input });

const conversationOf = ({ entity }: Envelope) =>
  entity.kind === "conversation" ? entity.row.id : `not a conversation but ${entity.kind}`;

/** Two stores with an SMS number each, and a way to text them. */
async function shops() {
  const connection = await makeConnection(handle.db, { kind: "twilio-sms" });
  const store = async (address: string) => {
    const place = await makePlace(handle.db);
    await makeEndpoint(handle.db, { placeId: place.id, channel: "twilio-sms", connectionId: connection.id, address });
    return place;
  };
  const [a, b] = [await store("+14155550100"), await store("+14155550200")];
  const text = async (to: string, body: string, from = "+14155559999") =>
    receiveMessage(ctx, { connectionId: connection.id }, inbound(to, from, body));
  return { a, b, text };
}
const as = (actor: PersonActor): Ctx<PersonActor> => ({ ...ctx, actor });

test("a store's screens receive a push, another store's do not, and a partner agent sees no digits of the number", async () => {
  const { a, b, text } = await shops();
  const ana = await connect((await makeUser(handle.db, { placeIds: [a.id] })).actor);
  const ben = await connect((await makeUser(handle.db, { placeIds: [b.id] })).actor);
  const pat = await connect((await makeUser(handle.db, { role: "partner_agent", placeIds: [a.id] })).actor);
  await text("+14155550100", "Is it in stock?", "+14155551234");
  await vi.waitFor(() => expect(ana.received().length).toBeGreaterThan(0), 60_000);
  await vi.waitFor(() => expect(pat.received().length).toBeGreaterThan(0), 60_000);
  // Pushes are in the order of the log, so Ben's first envelope would be of the other store if he received it.
  const own = await text("+14155550200", "And here?", "+14155557777");
  await vi.waitFor(() => expect(ben.received().length).toBeGreaterThan(0), 60_000);
  expect(new Set(ben.received().map(conversationOf))).toEqual(new Set([own.conversationId]));
  expect(shownText(ana.received())).toContain("1234");
  expect(shownText(pat.received())).not.toContain("1234");
});

test("a burst arrives complete, in order, in frames whose cursor never goes back", async () => {
  const { a, text } = await shops();
  const ana = await connect((await makeUser(handle.db, { placeIds: [a.id] })).actor);
  await Promise.all(Array.from({ length: 15 }, (_, n) => text("+14155550100", `number ${n}`)));
  const seqs = () => [
    ...new Set(
      ana.received().flatMap(({ entity }) => (entity.kind === "conversation" ? entity.items : []).map((i) => i.seq)),
    ),
  ];
  await vi.waitFor(() => expect(seqs().length).toBeGreaterThanOrEqual(15), 60_000);
  expect(seqs()).toEqual([...seqs()].sort((x, y) => x - y));
});

test("a person who loses a conversation learns only that it left, and is unsubscribed from it", async () => {
  const { a, b, text } = await shops();
  const { actor: anaActor } = await makeUser(handle.db, { placeIds: [a.id] });
  const { actor: sueActor } = await makeUser(handle.db, { role: "supervisor", scopeAll: true });
  const ana = await connect(anaActor);
  const { conversationId } = await text("+14155550100", "hello");
  await vi.waitFor(() => expect(ana.received().length).toBeGreaterThan(0), 60_000);
  expect(await subscribe(ana.client, { conversationId })).toMatchObject({ ok: true });
  ana.frames.length = 0;
  await assignConversation(as(sueActor), { conversationId, to: { placeId: b.id } });
  await vi.waitFor(() => expect(ana.received()).toHaveLength(1), 60_000);
  expect(ana.received()[0]?.entity).toEqual({ kind: "conversation_left", conversationId, movedTo: null });
  await text("+14155550100", "still me");
  await text("+14155550100", "somebody else", "+14155557777");
  await vi.waitFor(() => expect(shownText(ana.received())).toContain("somebody else"), 60_000);
  expect(shownText(ana.received())).not.toContain("still me");
});

test("a person who loses the open conversation goes on receiving everybody's presence for an open picker", async () => {
  const { a, b, text } = await shops();
  const { actor: ben } = await makeUser(handle.db, { placeIds: [b.id] });
  const { actor: sue } = await makeUser(handle.db, { role: "supervisor", scopeAll: true });
  const ana = await connect((await makeUser(handle.db, { placeIds: [a.id] })).actor);
  const received: string[] = [];
  ana.client.on("presence", (changed) => received.push(...changed.map((view) => `${view.userId} ${view.status}`)));
  const { conversationId } = await text("+14155550100", "hello");
  expect(await subscribe(ana.client, { conversationId, allPresence: true })).toMatchObject({ ok: true });
  await assignConversation(as(sue), { conversationId, to: { placeId: b.id } });
  await vi.waitFor(() => expect(shownText(ana.received())).toContain("conversation_left"), 60_000);
  await connect(ben);
  await vi.waitFor(() => expect(received).toContain(`${ben.id} available`), 60_000);
});

test("a conversation or board somebody may not read cannot be subscribed; bad input is answered and harms nothing", async () => {
  const { a, b, text } = await shops();
  const ben = await connect((await makeUser(handle.db, { placeIds: [b.id] })).actor);
  const { conversationId } = await text("+14155550100", "for the other store");
  expect(await subscribe(ben.client, { conversationId })).toEqual({ ok: false, error: "not_found" });
  expect(await subscribe(ben.client, { board: true })).toEqual({ ok: false, error: "forbidden" });
  const raw = ben.client as unknown as { timeout(ms: number): { emitWithAck(...args: unknown[]): Promise<unknown> } };
  for (const bad of [undefined, null, 1, "x", [], { conversationId: "1" }, { __proto__: { board: true } }]) {
    expect(await raw.timeout(60_000).emitWithAck("subscribe", bad)).toEqual({ ok: false, error: "invalid" });
  }
  (ben.client as unknown as { emit(...args: unknown[]): void }).emit("composing", { conversationId: a.id, mode: "x" });
  expect(await subscribe(ben.client, {})).toMatchObject({ ok: true });
});

test("a screen of an earlier version subscribes by its former event name", async () => {
  const { b, text } = await shops();
  const { actor } = await makeUser(handle.db, { placeIds: [b.id] });
  const { conversationId } = await text("+14155550200", "hi");
  const old = (await connect(actor)).client as unknown as Socket;
  const answer = await old.timeout(60_000).emitWithAck("watch", { conversationId, skuIds: [], board: false });
  expect(answer).toMatchObject({ ok: true, data: { viewers: [{ userId: actor.id }] } });
});

test("colleagues see who views and composes", async () => {
  const { a, text } = await shops();
  const ana = await connect((await makeUser(handle.db, { name: "Ana", placeIds: [a.id] })).actor);
  const { actor: cora } = await makeUser(handle.db, { name: "Cora", placeIds: [a.id] });
  const other = await connect(cora);
  const { conversationId } = await text("+14155550100", "hi");
  const seen: unknown[] = [];
  ana.client.on("viewers", (at) => seen.push(at.viewers));
  await subscribe(ana.client, { conversationId });
  await subscribe(other.client, { conversationId });
  other.client.emit("composing", { conversationId, mode: "note" });
  await vi.waitFor(
    () => expect(seen.at(-1)).toContainEqual({ userId: cora.id, name: "Cora", composing: "note" }),
    60_000,
  );
  other.client.close();
  await vi.waitFor(() => expect(seen.at(-1)).toHaveLength(1), 60_000);
});

test("an ended session loses its socket as soon as its event is published; so does a person who was disabled", async () => {
  const { a } = await shops();
  const { actor } = await makeUser(handle.db, { placeIds: [a.id] });
  const { actor: other } = await makeUser(handle.db, { placeIds: [a.id] });
  const [one, two] = [await connect(actor), await connect(other)];
  const gone = [one, two].map(({ client }) => new Promise((resolve) => client.on("disconnect", resolve)));
  await handle.db.update(users).set({ disabledAt: new Date() }).where(eq(users.id, other.id));
  await opened.gateway.onEvents(
    [
      { cursor: "1.1", type: "session.ended", payload: { sid: actor.sid, userId: actor.id }, actor, at: new Date() },
      { cursor: "1.2", type: "person.changed", payload: { userId: other.id }, actor, at: new Date() },
    ],
    "1.2",
  );
  expect(await Promise.all(gone)).toEqual(["io server disconnect", "io server disconnect"]);
});

test("unauthenticated clients and foreign pages get no socket, by either transport", async () => {
  const hostile = [
    "https://evil.example",
    "null",
    "http://127.0.0.1",
    `${url}.evil.example`,
    url.replace("127.0.0.1", "localhost.evil.example"),
    "http://[::1]:1",
    `${url}@evil.example`,
    "file://",
    "chrome-extension://abc",
    "https://127.0.0.1",
    "ws://127.0.0.1",
    "javascript:alert(1)",
    "http://storeline.example",
    `${url}/`,
    "",
  ];
  const { actor } = await makeUser(handle.db);
  people.set(`as=${actor.id}`, actor);
  for (const origin of hostile) {
    for (const transport of ["websocket", "polling"] as const) {
      const client = io(url, {
        transports: [transport],
        extraHeaders: { cookie: `as=${actor.id}`, origin },
        forceNew: true,
        reconnection: false,
      });
      clients.push(client);
      const outcome = await new Promise((resolve) => {
        client.on("connect", () => resolve("connected"));
        client.on("connect_error", () => resolve("refused"));
      });
      expect(outcome, `${origin} by ${transport}`).toBe("refused");
    }
  }
  const anonymous = io(url, { transports: ["websocket"], forceNew: true, reconnection: false });
  clients.push(anonymous);
  const reason = await new Promise<string>((resolve) =>
    anonymous.on("connect_error", (error) => resolve(error.message)),
  );
  expect(reason).toBe("unauthenticated");
});

test("a note is never sent towards the widget's namespace", async () => {
  const { a, text } = await shops();
  const { actor } = await makeUser(handle.db, { placeIds: [a.id] });
  const ana = await connect(actor);
  const { conversationId } = await text("+14155550100", "hi");
  await addNote(as(actor), { conversationId, clientMessageId: uuidv7(), body: "CANARY do not tell" });
  await vi.waitFor(() => expect(shownText(ana.received())).toContain("CANARY"), 60_000);
  const visitor = io(`${url}/widget`, {
    transports: ["websocket"],
    auth: { token: "not one" },
    forceNew: true,
    reconnection: false,
  });
  clients.push(visitor);
  const reason = await new Promise<string>((resolve) => visitor.on("connect_error", (error) => resolve(error.message)));
  expect(reason).toBe("unauthenticated");
});

test("colleagues receive presence; everybody's only while a picker of people is open", async () => {
  const { a, b } = await shops();
  const ana = await connect((await makeUser(handle.db, { placeIds: [a.id] })).actor);
  const { actor: abe } = await makeUser(handle.db, { placeIds: [a.id] });
  const { actor: ben } = await makeUser(handle.db, { placeIds: [b.id] });
  const received: string[] = [];
  ana.client.on("presence", (changed) => received.push(...changed.map((view) => `${view.userId} ${view.status}`)));
  const list = async () => {
    const answer = await ana.client.timeout(60_000).emitWithAck("presence_list");
    return answer.ok ? (answer.data as PresenceView[]).map((view) => view.userId) : [];
  };
  const set = (client: Client, status: "break" | "away") =>
    client.timeout(60_000).emitWithAck("presence", { status }) as Promise<unknown>;
  const { client: bens } = await connect(ben);
  const { client: abes } = await connect(abe);
  await vi.waitFor(() => expect(received).toContain(`${abe.id} available`), 60_000);
  await set(bens, "break");
  await set(abes, "break");
  await vi.waitFor(() => expect(received).toContain(`${abe.id} break`), 60_000);
  expect(received.filter((line) => line.startsWith(ben.id))).toEqual([]);
  expect(await list()).not.toContain(ben.id);
  await subscribe(ana.client, { allPresence: true });
  expect(await list()).toContain(ben.id);
  await set(bens, "away");
  await vi.waitFor(() => expect(received).toContain(`${ben.id} away`), 60_000);
});

test("a call is pushed before the rest of its batch is read, by a frame with which nothing counts as complete", async () => {
  const world = await callWorld(handle.db);
  const ana = await connect(world.ana);
  const kinds = () => ana.frames.map(({ envelopes }) => [...new Set(envelopes.map(({ entity }) => entity.kind))]);
  const callId = await world.visitorCalls();
  await vi.waitFor(() => expect(kinds()).toEqual([["call"], ["conversation"]]), 60_000);
  const [first, rest] = ana.frames.map(({ cursor }) => cursor);
  expect(first).not.toBe(rest);
  ana.frames.length = 0;
  await world.answer(world.abe, callId);
  await vi.waitFor(() => expect(kinds().flat()).toContain("conversation"), 60_000);
  expect(kinds()[0]).toEqual(["call_left"]);
  expect(ana.frames[0]?.cursor).toBe(rest);
});
