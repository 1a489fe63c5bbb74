import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { purge } from "@/server/domain/operate/purge";
import type { DbHandle } from "../db/client";
import { SYSTEM } from "../db/factories";
import type { LoggedEvent } from "../server/contract/events";
import type { Write } from "../server/domain/command";
import { defineConsumer, type LogConsumer, startConsumer } from "../server/domain/define-consumer";
import { consumerStates } from "../server/domain/operate/consumer-states";
import { env } from "../server/lib/env";
import { append } from "../server/outbox/append";
import type { ConsumerOptions, RunningConsumer } from "../server/outbox/consumer";
import { logLines } from "./log-lines";

const WAIT = { timeout: 60_000 };
const FAST: ConsumerOptions = { leaseMs: 300, failureLimit: 3, firstPauseMs: 10 };
export const skuId = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;
export const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

type Engine = { handle: DbHandle; close(): Promise<void> };
type Stock = LoggedEvent<"stock.changed">;
export type World = ReturnType<typeof consumerWorld>;

/** A consumer that writes the number of each SKU it receives into a table, and whatever else a test adds. */
export function counting(
  also: (n: number, write: Write) => Promise<unknown> | unknown = () => {},
  more: Partial<LogConsumer> = {},
): LogConsumer {
  return {
    ...defineConsumer({
      name: "counting",
      events: ["stock.changed"],
      startAt: "head",
      async handle(write: Write, { payload }: Stock) {
        const n = Number(payload.skuId.slice(-12));
        await write.tx.execute(`insert into effects (n) values (${n})`);
        await also(n, write);
      },
      onGap: async () => "oldest",
    }),
    ...more,
  };
}

export function consumerWorld(open: () => Promise<Engine>) {
  let on: Engine;
  const running: RunningConsumer[] = [];
  beforeEach(async () => {
    on = await open();
    await on.handle.db.execute("drop table if exists effects");
    await on.handle.db.execute("create table effects (at serial, n int)");
    await on.handle.db.execute("insert into log_epoch (epoch, source) values (1, 'here') on conflict do nothing");
  });
  afterEach(async () => {
    for (const consumer of running.splice(0)) await consumer.stop();
    await on.handle.db.execute("drop table if exists effects");
    await on.close();
  });
  const ctx = (db = on.handle.db) => createCtx({ db, actor: SYSTEM, now: () => new Date() });
  const query = async <Row>(text: string) => ((await on.handle.db.execute(text)) as unknown as { rows: Row[] }).rows;
  return {
    ctx,
    query,
    engine: () => on,
    start(consumer: LogConsumer, { db = on.handle.db, ...options }: ConsumerOptions & { db?: DbHandle["db"] } = {}) {
      const started = startConsumer(ctx(db), consumer, { ...FAST, ...options });
      running.push(started);
      return started;
    },
    async write(...ns: number[]) {
      const actor = { kind: "system" as const, id: null };
      const events = ns.map((n) => ({ type: "stock.changed" as const, payload: { skuId: skuId(n) }, actor }));
      await on.handle.db.transaction((tx) => append(tx, { events, jobs: [] }));
    },
    effects: async () => (await query<{ n: number }>("select n from effects order by at")).map(({ n }) => n),
    row: async () => (await query<Record<string, unknown>>("select * from consumers where name = 'counting'"))[0],
    isThere: () => vi.waitFor(async () => expect(await query("select 1 from consumers")).toHaveLength(1), WAIT),
  };
}

/** The guarantees of a durable consumer of the log, on either engine. */
export function logConsumers(engine: string, open: () => Promise<Engine>): void {
  describe(`consumers of the log on ${engine}`, () => {
    const world = consumerWorld(open);
    readsOn(world);
    fails(world);
    crossesGaps(world);
  });
}

function readsOn({ start, write, effects, isThere, query, ctx, row }: World): void {
  test("every event is handled once, in order, also those of the time when nobody ran", async () => {
    const first = start(counting());
    await isThere();
    await write(...numbers(1, 120));
    first.wake();
    await vi.waitFor(async () => expect(await effects()).toHaveLength(120), WAIT);
    await first.stop();
    await write(...numbers(121, 130));
    start(counting());
    await vi.waitFor(async () => expect(await effects()).toEqual(numbers(1, 130)), WAIT);
  });

  test("events and jobs of a handler commit with its position, and other events only move it", async () => {
    const types: string[] = [];
    const asking = counting((n, { emit, enqueue }) => {
      emit("note.added", { conversationId: skuId(n), seqs: [1] });
      enqueue("replay-parked", { key: `sku:${n}` });
    });
    start({
      ...asking,
      handle(to, event) {
        types.push(event.type);
        return asking.handle(to, event);
      },
    });
    await isThere();
    await write(1, 2);
    await vi.waitFor(async () => expect(await query("select 1 from jobs")).toHaveLength(2), WAIT);
    await vi.waitFor(async () => expect(await consumerStates(ctx())).toMatchObject([{ lagSeconds: 0 }]), WAIT);
    expect([await effects(), types]).toEqual([
      [1, 2],
      ["stock.changed", "stock.changed"],
    ]);
    expect(await row()).toMatchObject({ failures: 0, has_gap: false });
  });

  test("events of a time when nothing is needed are passed over, and those after it handled", async () => {
    let isNeeded = false;
    const consumer = start(counting(undefined, { isNeeded: async () => isNeeded }));
    await isThere();
    await write(...numbers(1, 120));
    consumer.wake();
    const unread = `select 1 from events e, consumers c where (e.tx, e.id) > (c.tx, c.id)`;
    await vi.waitFor(async () => expect(await query(unread)).toEqual([]), WAIT);
    isNeeded = true;
    await write(121, 122);
    consumer.wake();
    await vi.waitFor(async () => expect(await effects()).toEqual([121, 122]), WAIT);
  });

  test("the lag is the age of the oldest event it has not read", async () => {
    const consumer = start(counting());
    await isThere();
    await consumer.stop();
    await write(1);
    await query("update events set at = now() - interval '1 hour'");
    const [state] = await consumerStates(ctx());
    expect(state?.lagSeconds).toBeGreaterThanOrEqual(3600);
    expect(state?.lagSeconds).toBeLessThan(3700);
  });
}

function fails({ start, write, effects, isThere, ctx, row }: World): void {
  test("an event that fails takes its effects back, is tried again and then handled once", async () => {
    let failures = 2;
    start(counting((n) => n === 3 && failures-- > 0 && Promise.reject(new Error("not yet"))));
    await isThere();
    await write(...numbers(1, 5));
    await vi.waitFor(async () => expect(await effects()).toEqual(numbers(1, 5)), WAIT);
    expect(await row()).toMatchObject({ failures: 0, stopped_at: null });
  });

  test("an event that always fails stops the consumer, visibly and without skipping it; a new start goes on", async () => {
    const since = logLines();
    const broken = start(counting((n) => n === 3 && Promise.reject(new Error("Ana Ruiz"))));
    await isThere();
    await write(...numbers(1, 5));
    await vi.waitFor(async () => expect(await consumerStates(ctx())).toMatchObject([{ isStopped: true }]), WAIT);
    expect(await effects()).toEqual([1, 2]);
    expect(since()).toContain('"alert":"consumer_stopped"');
    expect(since()).not.toContain("Ana Ruiz");
    await broken.stop();
    start(counting());
    await vi.waitFor(async () => expect(await effects()).toEqual(numbers(1, 5)), WAIT);
    expect(await consumerStates(ctx())).toMatchObject([{ isStopped: false }]);
  });
}

function crossesGaps({ start, write, effects, isThere, query, ctx, row }: World): void {
  const gaps = (at: "oldest" | "head") => {
    const onGap = vi.fn(async (_: Write, _gap: "pruned" | "replaced") => at);
    return { onGap, consumer: counting(() => {}, { onGap }) };
  };
  const age = (days: number) => query(`update events set at = at - interval '${days} days'`);
  const settings = env();

  test("retention keeps what a consumer has not read, a week longer than the rest; then it learns of the gap", async () => {
    const first = start(counting());
    await isThere();
    await write(1);
    await vi.waitFor(async () => expect(await effects()).toEqual([1]), WAIT);
    await first.stop();
    await age(settings.RETENTION_LOG_DAYS + 2);
    await write(2);
    await age(settings.RETENTION_LOG_DAYS + 1);
    await purge(ctx());
    expect(await query("select payload from events")).toEqual([{ payload: { skuId: skuId(2) } }]);
    expect(await row()).toMatchObject({ has_gap: false });
    await age(8);
    await purge(ctx());
    expect(await query("select 1 from events")).toEqual([]);
    await write(3);
    const { onGap, consumer } = gaps("oldest");
    start(consumer);
    await vi.waitFor(async () => expect(await effects()).toEqual([1, 3]), WAIT);
    expect(onGap.mock.calls.map(([, gap]) => gap)).toEqual(["pruned"]);
  });

  test.each([
    ["oldest", [1, 1, 2, 3]],
    ["head", [1, 3]],
  ] as const)("a log that was replaced is a gap, after which it goes on with the %s", async (at, expected) => {
    const first = start(counting());
    await isThere();
    await write(1);
    await vi.waitFor(async () => expect(await effects()).toEqual([1]), WAIT);
    await first.stop();
    await write(2);
    const { epoch } = (await row()) as { epoch: number };
    await query("update events set tx = '0'");
    await query("update log_epoch set epoch = epoch + 1");
    const { onGap, consumer } = gaps(at);
    start(consumer);
    await vi.waitFor(() => expect(onGap.mock.calls.map(([, gap]) => gap)).toEqual(["replaced"]), WAIT);
    await vi.waitFor(async () => expect((await row())?.epoch).toBe(epoch + 1), WAIT);
    await write(3);
    await vi.waitFor(async () => expect(await effects()).toEqual(expected), WAIT);
  });
}
