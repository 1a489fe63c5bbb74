import { uuidv7 } from "uuidv7";
import { beforeEach, expect, test } from "vitest";
import type { PersonActor } from "@/server/contract/team";
import { logHead, readLog } from "@/server/outbox/event-log";
import { type CallWorld, callWorld } from "@/tests/call-fixture";
import { recipientOf } from "@/tests/recipients";
import { consultOnCall } from "../calls/consult-on-call";
import { hangUpForCustomer } from "../calls/hang-up-call";
import { myCalls } from "../calls/live-call";
import { receiveCall } from "../calls/receive-call";
import { transferCall } from "../calls/transfer-call";
import { maskingFor } from "../team/policy";
import { envelopeFor } from "./audience";
import { hydrate } from "./hydrate";

const NUMBER = "+14155550123";
const card = { need: `Call ${NUMBER} back`, facts: "", promises: "", consent: "" };
let world: CallWorld;
beforeEach(async () => {
  world = await callWorld();
});

/** What a person's screens receive of calls while this happens. */
async function pushedTo(actor: PersonActor, act: () => Promise<unknown>) {
  const head = await logHead(world.db);
  await act();
  const batch = await readLog(world.db, head, 500);
  const hydrated = await hydrate(world.db, batch, maskingFor(actor));
  return batch.flatMap((logged) => {
    const envelope = hydrated.get(logged.cursor);
    const entity = envelope && envelopeFor(recipientOf(actor), logged, envelope)?.entity;
    return entity?.kind === "call" || entity?.kind === "call_left" ? [entity] : [];
  });
}
const phoneCalls = () =>
  receiveCall(world.system(), {
    callId: uuidv7(),
    endpointId: world.site.id,
    from: { kind: "phone", value: NUMBER },
    displayName: `Maya ${NUMBER}`,
  });

test("a ring reaches those it rings, and neither others at the place nor those who may read everything", async () => {
  world.available.splice(0, 2, world.ana);
  expect(await pushedTo(world.ana, phoneCalls)).toMatchObject([{ kind: "call" }]);
  for (const other of [world.abe, world.ben, world.sue]) expect(await pushedTo(other, phoneCalls)).toEqual([]);
});

test("whoever was rung learns how it ended for them", async () => {
  const callId = await world.visitorCalls();
  const elsewhere = await pushedTo(world.abe, () => world.answer(world.ana, callId));
  expect(elsewhere).toEqual([{ kind: "call_left", callId, endedAs: "answered_elsewhere" }]);
  const over = await pushedTo(world.ana, () => hangUpForCustomer(world.system(), { callId }));
  expect(over).toEqual([{ kind: "call_left", callId, endedAs: "hung_up" }]);
});

test("what is pushed is what the query answers", async () => {
  const pushed = await pushedTo(world.ana, () => world.visitorCalls());
  expect(pushed).toEqual([{ kind: "call", call: (await myCalls(world.as(world.ana)))[0] }]);
});

test("a partner agent is rung, consulted and handed a call without ever seeing the number, in names and cards either", async () => {
  world.available.splice(0, 2, world.pat, world.ana);
  const seen: unknown[] = [];
  seen.push(await pushedTo(world.pat, async () => void (await phoneCalls())));
  const [{ id: callId } = { id: "" }] = await myCalls(world.as(world.ana));
  await world.answer(world.ana, callId);
  const to = { userId: world.pat.id };
  seen.push(await pushedTo(world.pat, () => transferCall(world.as(world.ana), { callId, to, card })));
  seen.push(await myCalls(world.as(world.pat)));
  await world.answer(world.pat, callId);
  world.available.splice(0, 2, world.ben);
  seen.push(
    await pushedTo(world.pat, () => consultOnCall(world.as(world.pat), { callId, to: { userId: world.ben.id } })),
  );
  expect(seen.every((one) => (one as unknown[]).length > 0)).toBe(true);
  expect(
    JSON.stringify(seen).replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+Z/g, ""),
  ).not.toMatch(/\d{3}/);
  expect(JSON.stringify(await myCalls(world.as(world.ben)))).toContain("0123");
});
