import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createHeartbeat } from "./heartbeat";

const MINUTE = 60_000;
const publish = vi.fn(async (_type: string, _subject: string, _data: unknown) => {});
const log = vi.fn();
const heartbeat = () => createHeartbeat({ stockPlaces: ["101", "900"] }, { publish }, { log });
const ONE_BEAT = [{ stream: "stock", place: "101" }, { stream: "stock", place: "900" }, { stream: "orders" }];
const said = () => publish.mock.calls.map(([, , data]) => data);

beforeEach(() => {
  vi.useFakeTimers();
  publish.mockReset();
  log.mockReset();
});
afterEach(() => vi.useRealTimers());

test("each place's stock and the orders are confirmed at the start and every two minutes, until it stops", async () => {
  const stop = heartbeat().start();
  await vi.advanceTimersByTimeAsync(0);
  expect(said()).toEqual(ONE_BEAT);
  await vi.advanceTimersByTimeAsync(4 * MINUTE);
  expect(said()).toEqual([...ONE_BEAT, ...ONE_BEAT, ...ONE_BEAT]);
  stop();
  await vi.advanceTimersByTimeAsync(10 * MINUTE);
  expect(publish).toHaveBeenCalledTimes(9);
});

test("it confirms nothing while switched off, and confirms at once when switched on", async () => {
  const heart = heartbeat();
  const stop = heart.start();
  await vi.advanceTimersByTimeAsync(0);
  publish.mockClear();
  await heart.set(false);
  await vi.advanceTimersByTimeAsync(20 * MINUTE);
  expect([heart.answers(), publish.mock.calls.length]).toEqual([false, 0]);
  await heart.set(true);
  expect(said()).toEqual(ONE_BEAT);
  stop();
});

test("a refusal of the endpoint is logged, and the confirmation is retried", async () => {
  publish.mockRejectedValueOnce(new Error("/api/ingest answered 503"));
  const stop = heartbeat().start();
  await vi.advanceTimersByTimeAsync(0);
  expect(log).toHaveBeenCalledWith("failed", { reason: "/api/ingest answered 503" }, false);
  await vi.advanceTimersByTimeAsync(2 * MINUTE);
  expect(said().slice(1)).toEqual(ONE_BEAT);
  stop();
});
