import { expect, test } from "vitest";
import type { Envelope, LoggedEvent } from "@/server/contract/events";
import type { PersonActor } from "@/server/contract/team";
import { fanOut, type Subscriber } from "./fan-out";
import { NO_SUBSCRIPTION, type StaffData } from "./staff";

const actor = {
  kind: "person",
  id: "u",
  role: "associate",
  scope: { all: false, placeIds: [] },
} as unknown as PersonActor;
const screen = (id: string, shown: Partial<StaffData["subscription"]>): Subscriber => ({
  id,
  data: { actor, asOf: 0, isMasked: false, subscription: { ...NO_SUBSCRIPTION, ...shown } },
});
const screens = [
  screen("nothing", {}),
  screen("stock", { skuIds: new Set(["s1"]) }),
  screen("before", { customerId: "c1" }),
  screen("now", { customerId: "c2" }),
];

/** The kind of envelope each screen receives. */
function received(type: LoggedEvent["type"], payload: object, entity: object): Record<string, string> {
  const event = { cursor: "1", type, payload, at: new Date(0) } as unknown as LoggedEvent;
  const said = new Map([["1", { type, at: "", entity } as unknown as Envelope]]);
  const { deliveries } = fanOut([event], "1", screens, { clear: said, masked: new Map() });
  return Object.fromEntries(
    deliveries.flatMap(({ socketIds, frame }) => socketIds.map((id) => [id, frame.envelopes[0]?.entity.kind ?? ""])),
  );
}

test("a screen that shows an order's previous customer receives only that the order left", () => {
  const entity = { kind: "order", order: { id: "o", customerId: "c2" }, memberIds: ["c2"], leftIds: ["c1"] };
  const payload = { orderId: "o", customerId: "c2" };
  expect(received("order.changed", { ...payload, previousCustomerId: "c1" }, entity)).toEqual({
    before: "order_left",
    now: "order",
  });
  expect(received("order.changed", payload, { ...entity, leftIds: [] })).toEqual({ now: "order" });
});

test("the previous assignee of a conversation that left and its other readers get different frames", () => {
  const was = { placeId: "p1", userId: "u", offeredUserId: null, offeredPlaceId: null };
  const reader = { ...actor, id: "other", scope: { all: false, placeIds: ["p1"] } };
  const row = { id: "c", place: { id: "p2", name: "Harbor" }, assignee: null, offer: null };
  const event = { cursor: "1", type: "conversation.assigned", payload: { was }, at: new Date(0) } as never;
  const said = new Map([
    ["1", { type: "conversation.assigned", at: "", entity: { kind: "conversation", row } } as never],
  ]);
  const subscribers = [
    screen("owner", {}),
    { ...screen("reader", {}), data: { ...screen("reader", {}).data, actor: reader } },
  ];
  const { deliveries } = fanOut([event], "1", subscribers, { clear: said, masked: new Map() });
  expect(deliveries.map(({ socketIds, frame }) => [socketIds, frame.envelopes[0]?.entity])).toEqual([
    [["owner"], { kind: "conversation_left", conversationId: "c", movedTo: "Harbor" }],
    [["reader"], { kind: "conversation_left", conversationId: "c", movedTo: null }],
  ]);
});

test("a feed confirmation is pushed to screens that show something of its stream", () => {
  const feed = (stream: string) => ({ source: "till", stream, placeId: null, observedAt: "" });
  const confirm = (stream: string) => received("feed.confirmed", feed(stream), { kind: "feed", ...feed(stream) });
  expect(confirm("stock")).toEqual({ stock: "feed" });
  expect(confirm("orders")).toEqual({ before: "feed", now: "feed" });
});
