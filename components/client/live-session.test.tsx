import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Live, type LivePorts } from "./live";

const handlers = new Map<string, (...args: unknown[]) => void>();
const said: unknown[][] = [];
const socket = {
  connected: true,
  active: true,
  on: (event: string, handler: (...args: unknown[]) => void) => handlers.set(event, handler),
  emit: (...args: unknown[]) => said.push(args),
  connect: vi.fn(),
  disconnect: vi.fn(() => socket),
};
vi.mock("socket.io-client", () => ({ io: () => socket }));

const ports = {
  ready: async () => {},
  head: async () => "1",
  since: async () => ({ reset: false as const, envelopes: [], cursor: "1", more: false }),
  apply: vi.fn(),
  reset: vi.fn(),
  caughtUp: vi.fn(),
  reconcile: vi.fn(),
  subscribed: vi.fn(),
  signedOut: vi.fn(),
  accessChanged: vi.fn(),
} satisfies LivePorts;
const answer = (event: string, data: unknown) => {
  const acknowledge = said.findLast(([name]) => name === event)?.at(-1) as (answer: unknown) => void;
  acknowledge({ ok: true, data });
};
const view = (userId: string) => ({ userId, status: "available" as const, since: "" });

let live: Live;
let stop: () => void;
beforeEach(async () => {
  vi.useFakeTimers();
  handlers.clear();
  said.length = 0;
  live = new Live(ports, "1");
  stop = live.start();
  await vi.waitFor(() => expect(socket.connect).toHaveBeenCalledTimes(1), { timeout: 60_000 });
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.clearAllMocks();
});

test("a screen goes to the sign-in page as soon as it is notified that its session ended, without a timer or reconnect", () => {
  handlers.get("signed_out")?.();
  expect(ports.signedOut).toHaveBeenCalledTimes(1);
  expect(socket.connect).toHaveBeenCalledTimes(1);
});

test("a screen whose person's access changed is notified before it reconnects, and refetches everything", () => {
  handlers.get("access_changed")?.();
  expect(ports.accessChanged).toHaveBeenCalledTimes(1);
});

test("a person without an entry is offline only while everybody's presence is known", async () => {
  handlers.get("connect")?.();
  answer("presence_list", [view("ana")]);
  expect(live.hasAllPresence.get()).toBe(false);
  const leave = live.subscribe({ conversationId: null, skuIds: [], board: false, allPresence: true });
  await Promise.resolve();
  const asked = () => said.filter(([name]) => name === "presence_list").length;
  expect(asked()).toBe(1);
  answer("subscribe", { viewers: [] });
  // Changes are pushed from here on, so the full list is fetched after the subscription and not before.
  expect(asked()).toBe(2);
  answer("presence_list", [view("ana"), view("ben")]);
  expect([live.hasAllPresence.get(), [...live.presence.get().keys()]]).toEqual([true, ["ana", "ben"]]);
  leave();
  await Promise.resolve();
  answer("subscribe", { viewers: [] });
  expect(live.hasAllPresence.get()).toBe(false);
});
