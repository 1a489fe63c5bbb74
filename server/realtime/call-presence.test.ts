import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LoggedEvent } from "@/server/contract/events";
import type { CallState } from "@/server/domain/calls/people-in-calls";
import { CallPresence } from "./call-presence";
import { Presence } from "./presence";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A node with Ana on it, whose calls a test begins and ends. */
function node(wrapUpSeconds = 30) {
  const inCalls = new Map<string, CallState>();
  const asked: (string[] | null)[] = [];
  const presence = new Presence({ now: () => Date.now(), changed: () => {} });
  const open = () =>
    new CallPresence({
      presence,
      inCalls: async (ids) => {
        asked.push(ids && [...ids]);
        return new Map([...inCalls].filter(([, state]) => state.status === "on_call" || +state.until > Date.now()));
      },
    });
  const calls = open();
  presence.connected("s1", { userId: "ana", scope: { all: false, placeIds: ["pine"] }, memberOf: ["pine"] });
  const event = { type: "call.changed", payload: { callId: "c", conversationId: "x", userIds: ["ana", "ben"] } };
  const settle = async (change: () => void) => {
    change();
    calls.receive([event as unknown as LoggedEvent]);
    await vi.advanceTimersByTimeAsync(100);
    return presence.of("ana")?.status;
  };
  const wrapUp = (seconds: number) => ({ status: "wrap_up" as const, until: new Date(Date.now() + seconds * 1000) });
  return {
    ...{ presence, calls, asked, inCalls, open, wrapUp },
    begin: () => settle(() => inCalls.set("ana", { status: "on_call" })),
    end: () => settle(() => inCalls.set("ana", wrapUp(wrapUpSeconds))),
    done: () => settle(() => inCalls.delete("ana")),
  };
}

test("a person is on a call while they talk, then wraps up, and then is what they were", async () => {
  const { presence, begin, end } = node();
  presence.set("ana", "with_customer");
  expect(await begin()).toBe("on_call");
  expect(await end()).toBe("wrap_up");
  await vi.advanceTimersByTimeAsync(29_800);
  expect(presence.of("ana")?.status).toBe("wrap_up");
  await vi.advanceTimersByTimeAsync(200);
  expect(presence.of("ana")?.status).toBe("with_customer");
});

test("without time for it nobody wraps up", async () => {
  const { begin, end } = node(0);
  await begin();
  expect(await end()).toBe("available");
});

test("a wrap-up that ends early ends it here, too", async () => {
  const { presence, begin, end, done } = node();
  presence.set("ana", "with_customer");
  await begin();
  await end();
  expect(await done()).toBe("with_customer");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(presence.of("ana")?.status).toBe("with_customer");
});

test("a node that starts during a wrap-up shows it until its stored end", async () => {
  const { presence, open, inCalls, wrapUp } = node();
  inCalls.set("ana", wrapUp(10));
  await open().start();
  await vi.advanceTimersByTimeAsync(100);
  expect(presence.of("ana")?.status).toBe("wrap_up");
  await vi.advanceTimersByTimeAsync(9800);
  expect(presence.of("ana")?.status).toBe("wrap_up");
  await vi.advanceTimersByTimeAsync(200);
  expect(presence.of("ana")?.status).toBe("available");
});

test("a status of a call that another node left behind ends with the call", async () => {
  const { presence, done } = node();
  presence.set("ana", "wrap_up");
  expect(await done()).toBe("available");
});

test("choosing to be available while wrapping up is not undone by what is said about the call", async () => {
  const { presence, begin, end } = node();
  await begin();
  await end();
  presence.set("ana", "available");
  expect(await end()).toBe("available");
});

test("what somebody chooses themselves stays, during the call and while they wrap up", async () => {
  const { presence, begin, end } = node();
  await begin();
  presence.set("ana", "break");
  expect(await end()).toBe("break");
  presence.set("ana", "available");
  await begin();
  await end();
  presence.set("ana", "away");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(presence.of("ana")?.status).toBe("away");
});

test.each(["on_call", "wrap_up"] as const)(
  "whoever was offline for a while and comes back is still %s",
  async (status) => {
    const { presence, calls, begin, end } = node();
    await begin();
    if (status === "wrap_up") await end();
    presence.disconnected("s1", "ana", true);
    expect(presence.of("ana")).toBeNull();
    presence.connected("s2", { userId: "ana", scope: { all: false, placeIds: ["pine"] }, memberOf: ["pine"] });
    calls.connected("ana", { wasHere: false });
    await vi.advanceTimersByTimeAsync(100);
    expect(presence.of("ana")?.status).toBe(status);
    if (status === "on_call") expect(await end()).toBe("wrap_up");
  },
);

test("a call that begins while they wrap up counts, and the wrap-up before it ends nothing", async () => {
  const { presence, begin, end } = node();
  await begin();
  await end();
  expect(await begin()).toBe("on_call");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(presence.of("ana")?.status).toBe("on_call");
  expect(await end()).toBe("wrap_up");
});

test("somebody whose call began before this node did is on it, and connecting costs nobody else a question", async () => {
  const { presence, calls, asked, inCalls } = node();
  inCalls.set("ana", { status: "on_call" });
  await calls.start();
  presence.connected("s2", { userId: "ben", scope: { all: false, placeIds: ["pine"] }, memberOf: ["pine"] });
  calls.connected("ana", { wasHere: true });
  calls.connected("ben", { wasHere: true });
  await vi.advanceTimersByTimeAsync(100);
  expect(presence.of("ana")?.status).toBe("on_call");
  expect(presence.of("ben")?.status).toBe("available");
  expect(asked).toEqual([null, ["ana"]]);
});

test("somebody who connects during a call that began meanwhile is on it; people of other nodes are not asked about", async () => {
  const { presence, calls, asked, inCalls, begin } = node();
  await begin();
  expect(asked).toEqual([["ana"]]);
  inCalls.set("ben", { status: "on_call" });
  calls.receive([
    {
      type: "call.answered",
      payload: { callId: "c", conversationId: "x", userIds: ["ben"] },
    } as unknown as LoggedEvent,
  ]);
  await vi.advanceTimersByTimeAsync(100);
  presence.connected("s2", { userId: "ben", scope: { all: false, placeIds: ["pine"] }, memberOf: ["pine"] });
  calls.connected("ben", { wasHere: true });
  await vi.advanceTimersByTimeAsync(100);
  expect(presence.of("ben")?.status).toBe("on_call");
});
