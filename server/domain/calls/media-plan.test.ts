import { expect, test } from "vitest";
import { aCall } from "@/tests/a-call";
import { mediaPlanOf } from "./media-plan";

/** Who hears whom and what else, in a few words. */
function heard(call: ReturnType<typeof aCall>): Record<string, string> {
  return Object.fromEntries(
    call.legs.map(({ id }) => {
      const plan = mediaPlanOf(call, id);
      const others = plan?.links.map(({ legId, receive }) => (receive ? legId : `(${legId})`)) ?? [];
      return [id, [...others, plan?.ended ?? plan?.sound].join(" ")];
    }),
  );
}

test("a customer who waits hears ringback until they were first answered, and music after that", () => {
  const waiting = aCall({ legs: [{ id: "customer" }, { id: "ana", state: "ringing" }] });
  expect(heard(waiting)).toEqual({ customer: "ringback", ana: "none" });
  expect(heard({ ...waiting, connectedAt: new Date(0) })).toEqual({ customer: "hold", ana: "none" });
});

test("on the line, everybody hears everybody else", () => {
  const call = aCall({ legs: [{ id: "customer" }, { id: "ana" }, { id: "ben", state: "away" }] });
  expect(heard(call)).toEqual({ customer: "ana ben none", ana: "customer ben none", ben: "customer ana none" });
});

test("a held customer hears music and nobody, while the people of ours hear each other", () => {
  const call = aCall({ legs: [{ id: "customer", held: true }, { id: "ana" }, { id: "ben", purpose: "consult" }] });
  expect(heard(call)).toEqual({ customer: "hold", ana: "ben none", ben: "ana none" });
});

test("a muted leg is heard by nobody, and hears the others", () => {
  const call = aCall({ legs: [{ id: "customer" }, { id: "ana", muted: true }] });
  expect(heard(call)).toEqual({ customer: "(ana) none", ana: "customer none" });
  expect(mediaPlanOf(call, "ana")?.links).toMatchObject([{ send: false }]);
});

test("a supervisor hears everybody, and is heard by nobody, by our people alone, or by everybody, as they supervise", () => {
  const supervised = (supervision: "listen" | "whisper" | "barge") =>
    heard(aCall({ legs: [{ id: "customer" }, { id: "ana" }, { id: "sue", role: "supervisor", supervision }] }));
  const sue = "customer ana none";
  expect(supervised("listen")).toEqual({ customer: "ana (sue) none", ana: "customer (sue) none", sue });
  expect(supervised("whisper")).toEqual({ customer: "ana (sue) none", ana: "customer sue none", sue });
  expect(supervised("barge")).toEqual({ customer: "ana sue none", ana: "customer sue none", sue });
});

test("supervisors do not hear each other whisper", () => {
  const legs = (["sue", "sam"] as const).map((id) => ({
    id,
    role: "supervisor" as const,
    supervision: "whisper" as const,
  }));
  const call = aCall({ legs: [{ id: "customer" }, { id: "ana" }, ...legs] });
  expect(heard(call)).toMatchObject({ sue: "customer ana (sam) none", sam: "customer ana (sue) none" });
});

test("of two legs exactly one makes the offer", () => {
  const call = aCall({ legs: [{ id: "customer" }, { id: "ana" }, { id: "ben" }] });
  const offers = call.legs.flatMap(({ id }) =>
    (mediaPlanOf(call, id)?.links ?? []).filter((link) => link.offers).map((link) => `${id} to ${link.legId}`),
  );
  expect(offers.sort()).toEqual(["ana to ben", "ana to customer", "ben to customer"]);
});

test("a leg that has ended has no link and says how it ended; one that never was has no plan", () => {
  const call = aCall({ legs: [{ id: "customer" }, { id: "ana" }, { id: "ben", state: "ended", endedAs: "lost" }] });
  expect(heard(call)).toEqual({ customer: "ana none", ana: "customer none", ben: "lost" });
  expect(mediaPlanOf(call, "nobody")).toBeNull();
});

test("a tab that no longer carries the leg learns that it has moved", () => {
  const call = aCall({ legs: [{ id: "customer" }, { id: "ana", deviceId: "tablet" }] });
  expect(mediaPlanOf(call, "ana", "desktop")).toMatchObject({ ended: "moved", links: [], sound: "none" });
  expect(mediaPlanOf(call, "ana", "tablet")).toMatchObject({ ended: null, links: [{ legId: "customer" }] });
});

test("whoever calls out hears ringback until the customer answers", () => {
  const call = aCall({ direction: "out", legs: [{ id: "customer", state: "ringing" }, { id: "ana" }] });
  expect(heard(call)).toEqual({ customer: "none", ana: "ringback" });
});
