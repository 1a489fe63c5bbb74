import { describe, expect, test } from "vitest";
import type { Envelope, SyncAnswer } from "@/server/contract/events";
import { Sync, type SyncPorts, type SyncView } from "./sync";

const push = (n: number) => ({ type: "session.ended", at: `${n}`, entity: { kind: "session" } }) as Envelope;

function setup(start: string | null = "0") {
  const applied: string[] = [];
  const kinds: string[] = [];
  const asked: string[] = [];
  const answers: ((answer: SyncAnswer | Error) => void)[] = [];
  const state = { now: 0, view: { state: "connecting", lagMs: 0 } as SyncView, resets: 0 };
  const ports: SyncPorts = {
    head: async () => "head",
    since: (cursor) => {
      asked.push(cursor);
      return new Promise((resolve, reject) =>
        answers.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer))),
      );
    },
    apply: (envelopes, isLive) => {
      applied.push(...envelopes.map(({ at }) => at));
      kinds.push(...envelopes.map(({ at }) => `${at} ${isLive ? "live" : "missed"}`));
    },
    caughtUp: () => void kinds.push("caught up"),
    reset: () => void state.resets++,
    show: (view) => {
      state.view = view;
    },
    now: () => state.now,
    sleep: async () => {},
  };
  const sync = new Sync(ports, start);
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const answer = async (given: SyncAnswer | Error) => {
    await settle();
    answers.shift()?.(given);
    await settle();
  };
  return { sync, applied, kinds, asked, state, answer };
}
const page = (numbers: number[], cursor: string, more = false): SyncAnswer => ({
  reset: false,
  envelopes: numbers.map(push),
  cursor,
  more,
});

describe("a screen that (re)connects", () => {
  test("buffers frames first, fetches what it missed, then applies the buffered frames", async () => {
    const { sync, applied, asked, state, answer } = setup();
    void sync.connected();
    sync.frame({ envelopes: [push(3)], cursor: "3" });
    await answer(page([1], "1", true));
    expect(applied).toEqual(["1"]);
    await answer(page([2], "2"));
    expect(asked).toEqual(["0", "1"]);
    expect(applied).toEqual(["1", "2", "3"]);
    expect(state.view.state).toBe("live");
  });

  test("tells what was missed from what is new, and when nothing that was missed is left", async () => {
    const { sync, kinds, answer } = setup();
    void sync.connected();
    sync.frame({ envelopes: [push(3)], cursor: "3" });
    await answer(page([1], "1", true));
    await answer(page([2], "2"));
    sync.frame({ envelopes: [push(4)], cursor: "4" });
    expect(kinds).toEqual(["1 missed", "2 missed", "caught up", "3 live", "4 live"]);
  });

  test("continues after an interruption from the last position at which it was complete", async () => {
    const { sync, asked, answer } = setup();
    void sync.connected();
    await answer(page([], "5"));
    sync.frame({ envelopes: [push(6)], cursor: "6" });
    sync.beat({ cursor: "9", lagMs: 0 });
    sync.disconnected();
    void sync.connected();
    sync.frame({ envelopes: [push(12)], cursor: "12" });
    sync.beat({ cursor: "12", lagMs: 0 });
    sync.disconnected();
    void sync.connected();
    await answer(page([], "9"));
    expect(asked).toEqual(["0", "9", "9"]);
  });

  test("a response for an earlier connection is not applied", async () => {
    const { sync, applied, answer } = setup();
    void sync.connected();
    sync.disconnected();
    void sync.connected();
    await answer(page([1], "1"));
    expect(applied).toEqual([]);
    await answer(page([2], "2"));
    expect(applied).toEqual(["2"]);
  });

  test("refetches everything when the log no longer reaches back", async () => {
    const { sync, state, answer } = setup();
    void sync.connected();
    await answer({ reset: true, cursor: "99" });
    expect(state.resets).toBe(1);
    expect(state.view.state).toBe("live");
  });

  test("retries when the request fails, and takes its first position from the log", async () => {
    const { sync, asked, state, answer } = setup(null);
    void sync.connected();
    await answer(new Error("503"));
    expect(state.view.state).toBe("connecting");
    await answer(page([], "1"));
    expect(asked).toEqual(["head", "head"]);
    expect(state.view.state).toBe("live");
  });
});

describe("a screen that cannot be complete says so", () => {
  test("after six silent seconds, and catches up by itself with the next beat", async () => {
    const { sync, asked, state, answer } = setup();
    void sync.connected();
    await answer(page([], "1"));
    state.now = 6001;
    expect(sync.tick()).toBe(false);
    expect(state.view.state).toBe("out_of_sync");
    sync.beat({ cursor: "2", lagMs: 7 });
    await answer(page([], "3"));
    expect(asked).toEqual(["0", "2"]);
    expect(state.view).toEqual({ state: "live", lagMs: 7 });
    state.now = 20_000;
    expect(sync.tick()).toBe(true);
  });

  test("fifteen seconds after it was opened, when it has never been connected", () => {
    const { sync, state } = setup();
    state.now = 15_000;
    sync.tick();
    expect(state.view.state).toBe("connecting");
    state.now = 15_001;
    sync.tick();
    expect(state.view.state).toBe("out_of_sync");
  });

  test("two seconds after the connection is lost", async () => {
    const { sync, state, answer } = setup();
    void sync.connected();
    await answer(page([], "1"));
    sync.disconnected();
    expect(state.view.state).toBe("connecting");
    state.now = 2001;
    sync.tick();
    expect(state.view.state).toBe("out_of_sync");
  });
});
