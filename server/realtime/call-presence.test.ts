import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LoggedEvent } from "@/server/contract/events";
import { CallPresence } from "./call-presence";
import { Presence } from "./presence";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A node with Ana on it, whose calls a test begins and ends. */
function node(wrapUpSeconds = 30) {
  const onLine = new Set<string>();
  const asked: (string[] | null)[] = [];
  const presence = new Presence({ now: () => Date.now(), changed: () => {} });
  const calls = new CallPresence({
    presence,
    onLine: async (ids) => {
      asked.push(ids && [...ids]);
      return onLine;
    },
    wrapUpSeconds: async () => wrapUpSeconds,
  });
  presence.connected("s1", { userId: "ana", scope: { all: false, placeIds: ["pine"] }, memberOf: ["pine"] });
  const event = { type: "call.changed", payload: { callId: "c", conversationId: "x", userIds: ["ana", "ben"] } };
  const settle = async (change: () => void) => {
    change();
    calls.receive([event as unknown as LoggedEvent]);
    await vi.advanceTimersByTimeAsync(100);
    return presence.of("ana")?.status;
  };
  return {
    presence,
    calls,
    asked,
    onLine,
    begin: () => settle(() => onLine.add("ana")),
    end: () => settle(() => onLine.delete("ana")),
  };
}

test("a person is on a call while they talk, then wraps up, and then is what they were", async () => {
  const { presence, begin, end } = node();
  presence.set("ana", "with_customer");
  expect(await begin()).toBe("on_call");
  expect(await end()).toBe("wrap_up");
  await vi.advanceTimersByTimeAsync(29_000);
  expect(presence.of("ana")?.status).toBe("wrap_up");
  await vi.advanceTimersByTimeAsync(1000);
  expect(presence.of("ana")?.status).toBe("with_customer");
});

test("without time for it nobody wraps up", async () => {
  const { begin, end } = node(0);
  await begin();
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
  const { presence, calls, asked, onLine } = node();
  onLine.add("ana");
  await calls.start();
  presence.connected("s2", { userId: "ben", scope: { all: false, placeIds: ["pine"] }, memberOf: ["pine"] });
  calls.connected("ana");
  calls.connected("ben");
  await vi.advanceTimersByTimeAsync(100);
  expect(presence.of("ana")?.status).toBe("on_call");
  expect(presence.of("ben")?.status).toBe("available");
  expect(asked).toEqual([null, ["ana"]]);
});

test("somebody who connects during a call that began meanwhile is on it; people of other nodes are not asked about", async () => {
  const { presence, calls, asked, onLine, begin } = node();
  await begin();
  expect(asked).toEqual([["ana"]]);
  onLine.add("ben");
  calls.receive([
    {
      type: "call.answered",
      payload: { callId: "c", conversationId: "x", userIds: ["ben"] },
    } as unknown as LoggedEvent,
  ]);
  await vi.advanceTimersByTimeAsync(100);
  presence.connected("s2", { userId: "ben", scope: { all: false, placeIds: ["pine"] }, memberOf: ["pine"] });
  calls.connected("ben");
  await vi.advanceTimersByTimeAsync(100);
  expect(presence.of("ben")?.status).toBe("on_call");
});
