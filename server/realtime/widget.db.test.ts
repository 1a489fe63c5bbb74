import { io, type Socket } from "socket.io-client";
import { uuidv7 } from "uuidv7";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { DbHandle } from "@/db/client";
import { makeEndpoint, makePlace, makeUser, SYSTEM } from "@/db/factories";
import { places } from "@/db/schema";
import { catalog } from "@/messages/catalog";
import { type OpeningHours, type Period, WEEKDAYS, type Weekday } from "@/server/contract/hours";
import type {
  PublicThread,
  StaffClientEvents,
  StaffServerEvents,
  WidgetClientEvents,
  WidgetServerEvents,
} from "@/server/contract/sockets";
import type { PersonActor } from "@/server/contract/team";
import { webCalls } from "@/server/domain/calls/settings";
import { saveSetting } from "@/server/domain/configuration/save-setting";
import type { Ctx } from "@/server/domain/context";
import { receiveMessage } from "@/server/domain/conversations/receiving/receive-message";
import { sendMessage } from "@/server/domain/conversations/sending/send-message";
import { addNote } from "@/server/domain/conversations/thread/add-note";
import { getConversation } from "@/server/domain/conversations/thread/get-conversation";
import { openingHours } from "@/server/domain/hours/settings";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { saveConnection } from "@/server/domain/settings/connections";
import { mintVisitorToken } from "@/server/lib/visitor-token";
import { freshDb } from "@/tests/db";
import { openGateway, type TestGateway } from "@/tests/gateway";
import { inbound } from "@/tests/inbound";

const CANARY = "CANARY-7f3a: do not tell the customer";
let handle: DbHandle;
let ctx: Ctx;
let now: () => Date;
let opened: TestGateway;
let url: string;
let staffActor: PersonActor;
const sockets: { close(): void }[] = [];

beforeEach(async () => {
  ({ handle } = await freshDb());
  now = () => new Date();
  ctx = createCtx({ db: handle.db, actor: SYSTEM, now: () => now() });
  opened = await openGateway(handle, { ctx, viewerOf: async () => staffActor });
  url = opened.url;
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  await opened.close();
});

/** A shop's chat with a visitor who has written, a connected associate, and a record of everything that the widget receives. */
async function chat(config: { greeting?: string } = { greeting: "Hi!" }) {
  const place = await makePlace(handle.db, { name: "Pine Street" });
  const connection = await saveConnection(ctx, {
    kind: "webchat",
    account: "shop",
    label: "Web chat",
    config,
  });
  await makeEndpoint(handle.db, {
    placeId: place.id,
    channel: "webchat",
    connectionId: connection.id,
    address: "wk_pine",
  });
  staffActor = (await makeUser(handle.db, { name: "Ana Reyes", placeIds: [place.id] })).actor;
  const visitorId = uuidv7();
  const write = (text: string) =>
    receiveMessage(
      ctx,
      { connectionId: connection.id },
      inbound("wk_pine", "", text, { from: { kind: "visitor", value: visitorId } }),
    );
  const { conversationId } = await write("Hello?");
  const token = await mintVisitorToken({ visitorId, key: "wk_pine", account: "shop", name: null, known: [] });
  const widget: Socket<WidgetServerEvents, WidgetClientEvents> = io(`${url}/widget`, {
    transports: ["websocket"],
    auth: { token },
    forceNew: true,
  });
  sockets.push(widget);
  const received: unknown[] = [];
  widget.onAny((...args) => received.push(args));
  await new Promise<void>((resolve, reject) => widget.on("connect", resolve).on("connect_error", reject));
  const staff: Socket<StaffServerEvents, StaffClientEvents> = io(url, { transports: ["websocket"], forceNew: true });
  sockets.push(staff);
  await new Promise<void>((resolve) => staff.on("connect", resolve));
  return { placeId: place.id, widget, staff, received, conversationId, write };
}
const asStaff = (): Ctx<PersonActor> => ({ ...ctx, actor: staffActor });

test("a chat without a greeting of its own has that of the catalog", async () => {
  const { widget } = await chat({});
  const hello = await widget.timeout(60_000).emitWithAck("hello");
  expect(hello).toMatchObject({ ok: true, data: { greeting: catalog("customer", "en").greeting } });
});

test("the widget receives replies and its own messages, in public numbers, and never a note", async () => {
  const { widget, staff, received, conversationId, write } = await chat();
  const hello = await widget.timeout(60_000).emitWithAck("hello");
  expect(hello).toMatchObject({ ok: true, data: { place: "Pine Street", greeting: "Hi!", staffed: true } });
  await staff.timeout(60_000).emitWithAck("subscribe", { conversationId, skuIds: [], board: false });
  staff.emit("composing", { conversationId, mode: "note" });
  await addNote(asStaff(), { conversationId, clientMessageId: uuidv7(), body: CANARY });
  await sendMessage(asStaff(), {
    conversationId,
    clientMessageId: uuidv7(),
    body: "Yes, how can I help?",
    seenSeq: 99,
  });
  await write("Is the jacket in?");
  await vi.waitFor(() => expect(JSON.stringify(received)).toContain("jacket"), 60_000);
  const since = await widget.timeout(60_000).emitWithAck("since", { conversationId, afterPublicSeq: 0 });
  const everything = JSON.stringify([received, hello, since]);
  expect(everything).toContain("Yes, how can I help?");
  expect(everything).not.toContain("CANARY");
  expect(everything).not.toContain("Reyes");
  expect(JSON.stringify(received)).not.toContain("staff_composing");
  if (!since.ok) throw new Error(since.error);
  expect((since.data as PublicThread).messages.map(({ publicSeq }) => publicSeq)).toEqual([1, 2, 3]);
  staff.emit("composing", { conversationId, mode: "reply" });
  await vi.waitFor(() => expect(JSON.stringify(received)).toContain("staff_composing"), 60_000);
});

test("a message shown on the customer's screen becomes delivered, and their typing reaches viewers", async () => {
  const { widget, staff, conversationId } = await chat();
  await widget.timeout(60_000).emitWithAck("hello");
  const { id } = await sendMessage(asStaff(), { conversationId, clientMessageId: uuidv7(), body: "Here", seenSeq: 99 });
  widget.emit("seen", { conversationId, publicSeq: 2 });
  await vi.waitFor(async () => {
    const { items } = await getConversation(asStaff(), { conversationId });
    expect(items.find((item) => item.id === id)).toMatchObject({ delivery: { status: "delivered" } });
  }, 60_000);
  await staff.timeout(60_000).emitWithAck("subscribe", { conversationId, skuIds: [], board: false });
  const typing = new Promise((resolve) => staff.on("customer_composing", resolve));
  widget.emit("composing", { conversationId });
  expect(await typing).toEqual({ conversationId });
});

test("another visitor's conversation looks like a missing one, and hostile input is acknowledged", async () => {
  const { widget } = await chat();
  const raw = widget as unknown as { timeout(ms: number): { emitWithAck(...args: unknown[]): Promise<unknown> } };
  expect(await raw.timeout(60_000).emitWithAck("since", { conversationId: uuidv7(), afterPublicSeq: 0 })).toMatchObject(
    {
      ok: true,
      data: { messages: [], lastPublicSeq: 0 },
    },
  );
  for (const bad of [null, 7, { conversationId: "x" }, { conversationId: uuidv7(), afterPublicSeq: -1 }, []])
    expect(await raw.timeout(60_000).emitWithAck("since", bad)).toEqual({ ok: false, error: "invalid" });
});

test("a visitor cannot act on another visitor's conversation or in the staff namespace", async () => {
  const { staff, widget, conversationId } = await chat();
  await staff.timeout(60_000).emitWithAck("subscribe", { conversationId, skuIds: [], board: false });
  const composing: unknown[] = [];
  staff.on("customer_composing", (at) => composing.push(at));
  const token = await mintVisitorToken({ visitorId: uuidv7(), key: "wk_pine", account: "shop", name: null, known: [] });
  const other: Socket<WidgetServerEvents, WidgetClientEvents> = io(`${url}/widget`, {
    transports: ["websocket"],
    auth: { token },
    forceNew: true,
  });
  sockets.push(other);
  await new Promise<void>((resolve) => other.on("connect", resolve));
  const { id } = await sendMessage(asStaff(), {
    conversationId,
    clientMessageId: uuidv7(),
    body: "Secret",
    seenSeq: 9,
  });
  const received: unknown[] = [];
  other.onAny((...args) => received.push(args));
  other.emit("composing", { conversationId });
  other.emit("seen", { conversationId, publicSeq: 2 });
  const since = await other.timeout(60_000).emitWithAck("since", { conversationId, afterPublicSeq: 0 });
  const hello = await other.timeout(60_000).emitWithAck("hello");
  expect(since).toMatchObject({ ok: true, data: { messages: [] } });
  expect(hello).toMatchObject({ ok: true, data: { threads: [] } });
  // The right visitor's next message arrives, and the other's earlier one never does.
  widget.emit("composing", { conversationId });
  await vi.waitFor(() => expect(composing).toHaveLength(1), 60_000);
  expect(received).toEqual([]);
  const { items } = await getConversation(asStaff(), { conversationId });
  expect(items.find((item) => item.id === id)).toMatchObject({ delivery: { status: "queued" } });

  staffActor = null as unknown as PersonActor;
  const among = io(url, { transports: ["websocket"], auth: { token }, forceNew: true, reconnection: false });
  sockets.push(among);
  expect(await new Promise((resolve) => among.on("connect_error", ({ message }) => resolve(message)))).toBe(
    "unauthenticated",
  );
});

test("an open widget learns when the last member of its place leaves; a supervisor who may read everything does not count", async () => {
  const { widget, staff, received } = await chat();
  const staffed = () =>
    received.filter((push) => (push as unknown[])[0] === "staffed").map((push) => (push as unknown[])[1]);
  await widget.timeout(60_000).emitWithAck("hello");
  await staff.timeout(60_000).emitWithAck("presence", { status: "away" });
  await vi.waitFor(() => expect(staffed()).toMatchObject([{ staffed: false }]), 60_000);
  staffActor = (await makeUser(handle.db, { role: "supervisor", scopeAll: true })).actor;
  const sue: Socket<StaffServerEvents, StaffClientEvents> = io(url, { transports: ["websocket"], forceNew: true });
  sockets.push(sue);
  await new Promise<void>((resolve) => sue.on("connect", resolve));
  expect(await widget.timeout(60_000).emitWithAck("hello")).toMatchObject({ ok: true, data: { staffed: false } });
  await staff.timeout(60_000).emitWithAck("presence", { status: "available" });
  await vi.waitFor(() => expect(staffed()).toMatchObject([{ staffed: false }, { staffed: true }]), 60_000);
});

test("an open widget offers calls for as long as its place takes them", async () => {
  const { widget, received, placeId } = await chat();
  const last = () => received.findLast((push) => (push as unknown[])[0] === "staffed") as unknown[] | undefined;
  expect(await widget.timeout(60_000).emitWithAck("hello")).toMatchObject({ data: { takesCalls: true } });
  const scope = { kind: "place", placeId } as const;
  await saveSetting(ctx, { key: webCalls.key, scope, own: { value: false }, expectedVersion: 0 });
  await vi.waitFor(() => expect(last()?.[1]).toMatchObject({ takesCalls: false }), 60_000);
  expect(await widget.timeout(60_000).emitWithAck("hello")).toMatchObject({ data: { takesCalls: false } });
});

test("an open widget never says online while the place is closed: it changes when hours are edited and at opening and closing time", async () => {
  const at = (time: string) => {
    now = () => new Date(`2026-12-02T${time}:00Z`);
  };
  at("08:59");
  const { widget, received, placeId } = await chat();
  const shows = (state: object) =>
    vi.waitFor(() => {
      const last = received.findLast((push) => (push as unknown[])[0] === "staffed") as unknown[] | undefined;
      expect(last?.[1]).toMatchObject(state);
    }, 60_000);
  expect(await widget.timeout(60_000).emitWithAck("hello")).toMatchObject({
    data: { staffed: true, hours: { open: true, changesAt: null } },
  });
  let version = 0;
  const setHours = (periods: Period[]) => {
    const scope = { kind: "place", placeId } as const;
    const days = Object.fromEntries(WEEKDAYS.map((day) => [day, periods])) as Record<Weekday, Period[]>;
    const value: OpeningHours = { kind: "weekly", days };
    return saveSetting(ctx, { key: openingHours.key, scope, own: { value }, expectedVersion: version++ });
  };
  await setHours([]);
  await shows({ staffed: false, hours: { open: false, changesAt: null } });
  expect(await widget.timeout(60_000).emitWithAck("hello")).toMatchObject({ data: { staffed: false } });
  await setHours([{ from: "09:00", to: "20:00" }]);
  await shows({ staffed: false, hours: { open: false, changesAt: "2026-12-02T09:00:00.000Z" } });
  at("09:00");
  await shows({ staffed: true, hours: { open: true, changesAt: "2026-12-02T20:00:00.000Z" } });
  at("20:00");
  await shows({ staffed: false, hours: { open: false, changesAt: "2026-12-03T09:00:00.000Z" } });
});

test("an open widget shows the new name of its place", async () => {
  const { widget } = await chat();
  await widget.timeout(60_000).emitWithAck("hello");
  const renamed = new Promise((resolve) => widget.on("place", resolve));
  const [place] = await handle.db.update(places).set({ name: "Pine Street West" }).returning();
  const event = {
    cursor: "1.1",
    type: "place.changed" as const,
    payload: { placeId: place!.id },
    actor: SYSTEM,
    at: new Date(),
  };
  await opened.gateway.onEvents([event], event.cursor);
  expect(await renamed).toEqual({ name: "Pine Street West" });
  expect(await widget.timeout(60_000).emitWithAck("hello")).toMatchObject({ data: { place: "Pine Street West" } });
});
