import { expect, test } from "vitest";
import type { Envelope, LoggedEvent } from "@/server/contract/events";
import type { PersonActor } from "@/server/contract/team";
import { fanOut, type Listener } from "./fan-out";
import { NOTHING, type StaffData } from "./staff";

const actor = {
  kind: "user",
  id: "u",
  role: "associate",
  scope: { all: false, placeIds: [] },
} as unknown as PersonActor;
const screen = (id: string, watch: Partial<StaffData["watch"]>): Listener => ({
  id,
  data: { actor, asOf: 0, isMasked: false, watch: { ...NOTHING, ...watch } },
});
const screens = [
  screen("nothing", {}),
  screen("stock", { skuIds: new Set(["s1"]) }),
  screen("before", { customerId: "c1" }),
  screen("now", { customerId: "c2" }),
];

/** Who is told which kind of thing. */
function told(type: LoggedEvent["type"], payload: object, entity: object): Record<string, string> {
  const event = { cursor: "1", type, payload, at: new Date(0) } as unknown as LoggedEvent;
  const said = new Map([["1", { type, at: "", entity } as unknown as Envelope]]);
  const { deliveries } = fanOut([event], "1", screens, { clear: said, masked: new Map() });
  return Object.fromEntries(
    deliveries.flatMap(({ socketIds, frame }) => socketIds.map((id) => [id, frame.envelopes[0]?.entity.kind ?? ""])),
  );
}

test("a screen beside an order's previous customer is told that it left, and nothing of what it now is", () => {
  const entity = { kind: "order", order: { id: "o", customerId: "c2" } };
  const payload = { orderId: "o", customerId: "c2" };
  expect(told("order.changed", { ...payload, previousCustomerId: "c1" }, entity)).toEqual({
    before: "order_left",
    now: "order",
  });
  expect(told("order.changed", payload, entity)).toEqual({ now: "order" });
});

test("a vouch is told to screens that show something of its stream", () => {
  const feed = (stream: string) => ({ source: "till", stream, placeId: null, observedAt: "" });
  const vouch = (stream: string) => told("feed.vouched", feed(stream), { kind: "feed", ...feed(stream) });
  expect(vouch("stock")).toEqual({ stock: "feed" });
  expect(vouch("orders")).toEqual({ before: "feed", now: "feed" });
});
