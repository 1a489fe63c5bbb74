import { afterEach, expect, test, vi } from "vitest";
import type { DbHandle } from "@/db/client";
import { jobs } from "@/db/schema";
import type { LoggedEvent } from "@/server/contract/events";
import { freshDb } from "@/tests/db";
import { testJob } from "@/tests/test-job";
import { append } from "./append";
import { createDispatcher } from "./dispatcher";
import { type Relay, startRelay } from "./relay";
import { wakeUp } from "./wake-up";
import { startWorker, type Worker } from "./worker";

let relay: Relay | undefined;
let worker: Worker | undefined;
afterEach(async () => {
  await relay?.stop();
  await worker?.stop(1000);
  relay = worker = undefined;
});

const skuId = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const actor = { kind: "system" as const, id: null };
const write = (handle: DbHandle, n: number) =>
  handle.db.transaction((tx) =>
    append(tx, { events: [{ type: "stock.changed", payload: { skuId: skuId(n) }, actor }], jobs: [] }),
  );
const skusOf = (batch: LoggedEvent[]) =>
  batch.map((event) => (event.type === "stock.changed" ? event.payload.skuId : ""));

test("no event is lost when every wake-up is lost", async () => {
  const { handle } = await freshDb();
  const seen: string[] = [];
  relay = await startRelay({
    handle,
    withWakeUps: false,
    pollMs: 50,
    onEvents: async (batch) => void seen.push(...skusOf(batch)),
    moveJobs: async () => 0,
  });
  for (let n = 0; n < 20; n++) await write(handle, n);
  await vi.waitFor(() => expect(seen).toHaveLength(20), 60_000);
  expect(seen).toEqual(Array.from({ length: 20 }, (_, n) => skuId(n)));
});

test("a wake-up dispatches at once, and a burst travels in few batches", async () => {
  const { handle } = await freshDb();
  const batches: number[] = [];
  let seen = 0;
  relay = await startRelay({
    handle,
    pollMs: 600_000,
    onEvents: async (batch) => {
      batches.push(batch.length);
      seen += batch.length;
    },
    moveJobs: async () => 0,
  });
  for (let n = 0; n < 50; n++) {
    await write(handle, n);
    wakeUp();
  }
  await vi.waitFor(() => expect(seen).toBe(50), 60_000);
  expect(batches.length).toBeLessThanOrEqual(50);
});

test("a batch that failed is dispatched again, in order", async () => {
  const { handle } = await freshDb();
  const seen: string[] = [];
  let failures = 2;
  relay = await startRelay({
    handle,
    pollMs: 30,
    onEvents: async (batch) => {
      if (failures-- > 0) throw new Error("the gateway stumbled");
      seen.push(...skusOf(batch));
    },
    moveJobs: async () => 0,
  });
  await write(handle, 1);
  await write(handle, 2);
  await vi.waitFor(() => expect(seen).toEqual([skuId(1), skuId(2)]), 60_000);
});

test("an event that always fails is skipped after three tries, and every other event is dispatched once, in order", async () => {
  const { handle } = await freshDb();
  const seen: string[] = [];
  let tries = 0;
  const onSkipped = vi.fn();
  relay = await startRelay({
    handle,
    pollMs: 30,
    onEvents: async (batch) => {
      if (skusOf(batch).includes(skuId(3))) {
        tries += batch.length === 1 ? 1 : 0;
        throw new Error("nobody can read this");
      }
      seen.push(...skusOf(batch));
    },
    moveJobs: async () => 0,
    onSkipped,
  });
  await handle.db.transaction((tx) => {
    const events = [1, 2, 3, 4, 5].map((n) => ({
      type: "stock.changed" as const,
      payload: { skuId: skuId(n) },
      actor,
    }));
    return append(tx, { events, jobs: [] });
  });
  await vi.waitFor(() => expect(seen).toEqual([1, 2, 4, 5].map(skuId)), 60_000);
  expect(tries).toBe(3);
  expect(onSkipped).toHaveBeenCalledTimes(1);
  await write(handle, 6);
  await vi.waitFor(() => expect(seen.at(-1)).toBe(skuId(6)), 60_000);
  expect(onSkipped).toHaveBeenCalledTimes(1);
});

test("while the database is away no event is skipped", async () => {
  let away = true;
  const [dispatched, skipped] = [vi.fn(), vi.fn()];
  const dispatch = createDispatcher({
    dispatch: async () => {
      if (away) throw new Error("no connection");
    },
    isReachable: async () => {
      if (away) throw new Error("no connection");
    },
    dispatched,
    skipped,
  });
  const batch = [1, 2].map(
    (n) => ({ cursor: `0.1.${n}`, type: "stock.changed", payload: { skuId: skuId(n) }, at: new Date() }) as LoggedEvent,
  );
  for (let n = 0; n < 10; n++) await expect(dispatch(batch)).rejects.toThrow();
  away = false;
  await dispatch(batch);
  expect(dispatched).toHaveBeenCalledWith("0.1.2");
  expect(skipped).not.toHaveBeenCalled();
});

test("a job enqueued in a transaction runs after commit; a failed one is retried; a delayed one waits", async () => {
  const { handle } = await freshDb();
  const ran: string[] = [];
  let attempts = 0;
  let ranAt = 0;
  const declared = [
    testJob("deliver-messages", async () => {
      attempts++;
      if (attempts === 1) throw new Error("the provider was away");
      ran.push("deliver-messages");
    }),
    testJob("expire-offer", async () => {
      ranAt = Date.now();
      ran.push("expire-offer");
    }),
    testJob("wake-conversation", async () => void ran.push("wake-conversation")),
  ];
  worker = await startWorker(handle, undefined, declared, null);
  relay = await startRelay({ handle, pollMs: 50, onEvents: async () => {}, moveJobs: worker.moveJobs });
  const soon = new Date(Date.now() + 1500);
  await handle.db.transaction((tx) =>
    append(tx, {
      events: [],
      jobs: [
        { name: "deliver-messages", payload: { conversationId: skuId(1) } },
        { name: "wake-conversation", payload: { conversationId: skuId(1) } },
        { name: "expire-offer", payload: { offerId: skuId(2) }, runAt: soon },
      ],
    }),
  );
  wakeUp();
  const all = ["deliver-messages", "expire-offer", "wake-conversation"];
  await vi.waitFor(() => expect([...ran].sort()).toEqual(all), 60_000);
  expect(ranAt).toBeGreaterThanOrEqual(soon.getTime());
  expect(attempts).toBe(2);
  await vi.waitFor(async () => expect(await handle.db.select().from(jobs)).toEqual([]), 60_000);
});
