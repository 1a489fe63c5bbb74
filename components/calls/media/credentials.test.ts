import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { answerOf, attached, BEN, CUSTOMER, openLeg, plan, to } from "@/tests/media-leg";

/* How long calls keep credentials of the TURN server that have not expired. */

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const HOUR_MS = 3_600_000;
/** A TURN server with credentials that name when they expire, as the server makes them. */
const relayUntil = (ms: number) => [{ urls: "turn:relay.test", username: String(ms), credential: "secret" }];

test("a call that lasts for hours restarts with credentials that have not expired, and so does the side that answers", async () => {
  const { leg, events, connections, attach, settle } = openLeg();
  attach.mockImplementation(async () => attached(plan(2, [to(BEN)]), relayUntil(Date.now() + HOUR_MS)));
  leg.start();
  await settle();
  events().signal(answerOf("session-1"));
  await settle();
  connections[0]?.become("connected");
  for (let hours = 0; hours < 3; hours++) {
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    const [relay] = connections[0]?.configuration.iceServers ?? [];
    expect(Number(relay?.username)).toBeGreaterThan(Date.now());
  }
  expect(connections).toHaveLength(1);
  connections[0]?.become("failed");
  expect(connections[0]?.iceRestarts).toBe(1);
});

test("after a long sleep, in which the browser closed the connection, credentials are renewed and the plan is followed", async () => {
  const { leg, connections, attach, settle } = openLeg();
  attach.mockResolvedValueOnce(attached(plan(2, [to(BEN)])));
  attach.mockImplementation(async () => attached(plan(3, [to(CUSTOMER)]), relayUntil(Date.now() + HOUR_MS)));
  leg.start();
  await settle();
  if (connections[0]) connections[0].signalingState = "closed";
  await vi.advanceTimersByTimeAsync(HOUR_MS);
  expect(connections.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  expect(attach.mock.calls.length).toBeGreaterThan(2);
});

test("a leg that ended or was closed asks for no more credentials", async () => {
  const { leg, events, attach, settle } = openLeg();
  leg.start();
  await settle();
  events().plan(plan(2, [], { ended: "moved" }));
  await vi.advanceTimersByTimeAsync(HOUR_MS);
  expect(attach).toHaveBeenCalledTimes(1);
});
