import { monitorEventLoopDelay } from "node:perf_hooks";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { health } from "./health";

/** All metrics of this process. Label values are our own names, never data from customers or staff. */
export const metrics = new Registry();
collectDefaultMetrics({ register: metrics });

const registers = [metrics];

export const httpRequests = new Counter({
  name: "storeline_http_requests_total",
  help: "Requests by route and class of status",
  labelNames: ["route", "status"] as const,
  registers,
});
export const webhooks = new Counter({
  name: "storeline_webhooks_total",
  help: "Webhooks and ingest requests by kind and how they ended",
  labelNames: ["kind", "outcome"] as const,
  registers,
});
/** From the request's arrival to the answer, which is given after commit. */
export const ingestLag = new Histogram({
  name: "ingest_lag_seconds",
  help: "Seconds from the arrival of a webhook or ingest request to its answer, given after commit",
  labelNames: ["kind"] as const,
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  registers,
});
export const dedupeHits = new Counter({
  name: "dedupe_hits_total",
  help: "Repeated messages and facts that changed nothing",
  labelNames: ["kind"] as const,
  registers,
});
const sends = new Counter({
  name: "storeline_sends_total",
  help: "Attempts to send a message, by channel and how they ended",
  labelNames: ["channel", "outcome"] as const,
  registers,
});
const unknownSends = new Counter({
  name: "unknown_sends",
  help: "Sends with an unknown outcome: the message may or may not have left",
  registers,
});
/** Counts the outcome of a send. Unknown outcomes also have a counter of their own. */
export function countSend(channel: string, outcome: string): void {
  sends.inc({ channel, outcome });
  if (outcome === "unknown") unknownSends.inc();
}
export const jobRuns = new Counter({
  name: "storeline_job_runs_total",
  help: "Runs of jobs and how they ended: done, failed (to be retried) or dead (it will not run again)",
  labelNames: ["job", "outcome"] as const,
  registers,
});
export const optOutsNotStored = new Counter({
  name: "storeline_opt_outs_not_stored_total",
  help: "Opt-outs that could not be stored at once; texts to their numbers are held",
  registers,
});
type SendHolds = { count: number; oldestSeconds: number };
let readSendHolds: (() => Promise<SendHolds>) | null = null;
/** Sets the source of the metrics of held texts, read when /metrics is requested. */
export function measureSendHolds(read: () => Promise<SendHolds>): void {
  readSendHolds = read;
}
new Gauge({
  name: "storeline_send_holds_oldest_seconds",
  help: "Age of the oldest opt-out that waits to be stored",
  registers,
  async collect() {
    const state = await readSendHolds?.().catch(() => null);
    if (state) this.set(state.oldestSeconds);
  },
});
new Gauge({
  name: "storeline_send_holds",
  help: "Opt-outs older than a minute that still wait to be stored",
  registers,
  async collect() {
    const state = await readSendHolds?.().catch(() => null);
    if (state) this.set(state.count);
  },
});
export const reconciled = new Counter({
  name: "storeline_reconciled_total",
  help: "Messages received and sends settled by reconciling with the provider's list",
  labelNames: ["channel", "what"] as const,
  registers,
});
export const reconciliations = new Counter({
  name: "storeline_comparisons_total",
  help: "Comparisons with a provider's own list, by channel and how they ended",
  labelNames: ["channel", "outcome"] as const,
  registers,
});
export const authzDenied = new Counter({
  name: "authz_denied_total",
  help: "Calls refused for who made them",
  labelNames: ["code"] as const,
  registers,
});
export const gapResyncs = new Counter({
  name: "gap_resyncs_total",
  help: "Times a screen asked for what it had missed",
  labelNames: ["call"] as const,
  registers,
});

export const skipped = new Counter({
  name: "storeline_skipped_total",
  help: "What failed again and again and was passed over, so that what came after it was not held up",
  labelNames: ["queue"] as const,
  registers,
});
export const cardsFailed = new Counter({
  name: "storeline_cards_failed_total",
  help: "Cards that a screen could not draw and left out",
  labelNames: ["card"] as const,
  registers,
});

export const relaySkipped = new Counter({
  name: "relay_skipped_total",
  help: "Events of the log that could not be dispatched to screens and were skipped",
  registers,
});

export const consumerFailures = new Counter({
  name: "storeline_consumer_failures_total",
  help: "Times a durable consumer of the log failed to handle an event",
  labelNames: ["consumer"] as const,
  registers,
});
export type ConsumerReading = { name: string; lagSeconds: number; isStopped: boolean };
let readConsumers: (() => Promise<ConsumerReading[]>) | null = null;
/** Sets the source of the metrics of the log's consumers, read when /metrics is requested. */
export function measureConsumers(read: () => Promise<ConsumerReading[]>): void {
  readConsumers = read;
}
new Gauge({
  name: "storeline_consumer_stopped",
  help: "1 when a durable consumer of the log has stopped at an event that fails, and waits for a person",
  labelNames: ["consumer"] as const,
  registers,
  async collect() {
    const readings = await readConsumers?.().catch(() => null);
    for (const { name, isStopped } of readings ?? []) this.set({ consumer: name }, isStopped ? 1 : 0);
  },
});
new Gauge({
  name: "storeline_consumer_lag_seconds",
  help: "Age of the oldest event that a durable consumer of the log has not read; a few seconds when idle",
  labelNames: ["consumer"] as const,
  registers,
  async collect() {
    const readings = await readConsumers?.().catch(() => null);
    for (const { name, lagSeconds } of readings ?? []) this.set({ consumer: name }, lagSeconds);
  },
});

type Outbox = { depth: number; oldestSeconds: number };
let readOutbox: (() => Promise<Outbox>) | null = null;
/** Sets the source of the outbox's metrics, read when /metrics is requested. */
export function measureOutbox(read: () => Promise<Outbox>): void {
  readOutbox = read;
}

const outboxOldest = new Gauge({
  name: "outbox_oldest_seconds",
  help: "How long the oldest job of the outbox is overdue",
  registers,
});
new Gauge({
  name: "outbox_depth",
  help: "Jobs that wait to be moved to the worker",
  registers,
  async collect() {
    const state = await readOutbox?.().catch(() => null);
    if (!state) return;
    this.set(state.depth);
    outboxOldest.set(state.oldestSeconds);
  },
});
new Gauge({
  name: "storeline_sockets",
  help: "Screens connected to this node",
  labelNames: ["kind"] as const,
  registers,
  collect() {
    const { staff, widgets } = health.sockets();
    this.set({ kind: "staff" }, staff);
    this.set({ kind: "widget" }, widgets);
  },
});
new Gauge({
  name: "phone_system_up",
  help: "1 while the phone system answers this node, 0 while it does not; absent without one",
  labelNames: ["provider"] as const,
  registers,
  collect() {
    for (const [provider, isUp] of health.phoneSystems) this.set({ provider }, isUp() ? 1 : 0);
  },
});
new Gauge({
  name: "phone_trunk_up",
  help: "1 while the PBX answers the phone system on this trunk, 0 while it does not or refuses; absent without a trunk",
  labelNames: ["trunk"] as const,
  registers,
  collect() {
    for (const [trunk, isUp] of health.phoneTrunks) this.set({ trunk }, isUp() ? 1 : 0);
  },
});
new Gauge({
  name: "database_failing_seconds",
  help: "How long the database has taken no write from this node",
  registers,
  collect() {
    this.set(health.writes.failingForMs() / 1000);
  },
});
new Gauge({
  name: "relay_lag_seconds",
  help: "How far this node's screens are behind the log",
  registers,
  collect() {
    this.set(health.relayLagMs() / 1000);
  },
});

const loop = monitorEventLoopDelay({ resolution: 20 });
loop.enable();
new Gauge({
  name: "event_loop_p99",
  help: "99th percentile of the event loop's delay since the last reading, in seconds",
  registers,
  collect() {
    this.set(loop.percentile(99) / 1e9);
    loop.reset();
  },
});
