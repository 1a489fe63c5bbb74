import { createServer, type Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import next from "next";
import { closeDb, type Db, type DbHandle, openDb } from "@/db/client";
import { providePorts } from "@/server/auth/ctx";
import { viewerFromCookie } from "@/server/auth/viewer";
import type { Service } from "@/server/contract/service";
import { createCallWatch, WATCH_MS } from "@/server/domain/calls/watch-calls";
import { settingsFromEnv } from "@/server/domain/configuration/settings-from-env";
import type { Ctx, PresencePort, VoicePort } from "@/server/domain/context";
import { startConsumer } from "@/server/domain/define-consumer";
import type { JobCtx } from "@/server/domain/define-job";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { connectFromEnvironment } from "@/server/domain/settings/environment-connections";
import { bootstrapAdmin } from "@/server/domain/team/bootstrap-admin";
import { listen } from "@/server/http/listen";
import { registerSimulator } from "@/server/http/routes";
import { serve } from "@/server/http/serve";
import { guardUpgrades } from "@/server/http/upgrade";
import { registerVoiceWebhooks } from "@/server/http/webhooks";
import { CONSUMERS, JOBS } from "@/server/jobs/registry";
import { systemClock } from "@/server/lib/clock";
import { logConsole, startupSentence } from "@/server/lib/console";
import { env } from "@/server/lib/env";
import { health } from "@/server/lib/health";
import { log } from "@/server/lib/log";
import { endOnFailure, onStop } from "@/server/lib/process-end";
import { intervalService, startServices } from "@/server/lib/services";
import { releaseStartupMemory } from "@/server/lib/startup-memory";
import { createWriteCheck, DEADLINE_MS } from "@/server/lib/write-check";
import type { RunningConsumer } from "@/server/outbox/consumer";
import { type Relay, startRelay } from "@/server/outbox/relay";
import { startWorker, type Worker } from "@/server/outbox/worker";
import { openPayments } from "@/server/payments/open-payments";
import { redisAdapter } from "@/server/realtime/adapter";
import { Gateway } from "@/server/realtime/gateway";
import type { SimulatedCall } from "@/server/seed/simulated-call";
import type { Simulator } from "@/server/simulator/types";
import { openTranscriber } from "@/server/transcription/open-transcriber";
import { type Asterisk, openAsterisk } from "@/server/voice/asterisk/open-asterisk";
import { firstToReach } from "@/server/voice/first-to-reach";
import { openTwilio, type TwilioVoice } from "@/server/voice/twilio/open-twilio";
import { webVoice } from "@/server/voice/web/web-voice";

/** Replaced by the bundler, so that production builds leave the simulator out; undefined when run from source. */
declare const __SIMULATOR__: boolean | undefined;

const MAINTAIN_MS = 10 * 60_000;
/**
 * With several nodes: the time to be taken out of rotation, then for screens to reconnect elsewhere. A single node skips both.
 */
const LEAVE_MS = 5000;
const CLOSE_MS = 3000;
const JOBS_MS = 20_000;

async function main(): Promise<void> {
  const began = performance.now();
  const { NODE_ENV, HOST, PORT, PUBLIC_URL, REDIS_URL } = env();
  const http = createServer({ headersTimeout: 15_000, requestTimeout: 60_000, keepAliveTimeout: 65_000 });
  const app = next({ dev: NODE_ENV !== "production", hostname: HOST, port: PORT, httpServer: http });
  const [database] = await Promise.all([openDb(), app.prepare()]);
  const phones: Phones = { asterisk: openAsterisk(env()), twilio: await openTwilio(env()) };
  const ctx: Ctx = openCtx(database.db, phones, () => gateway);
  await prepareData(ctx);
  const simulator = await openSimulator(ctx);

  const shared = REDIS_URL ? await redisAdapter(REDIS_URL) : null;
  const relay: { current: Relay | null } = { current: null };
  const gateway: Gateway = new Gateway(http, {
    ctx,
    publicUrl: PUBLIC_URL,
    ...(shared ? { adapter: shared.adapter } : {}),
    position: () => relay.current && { cursor: relay.current.cursor(), lagMs: relay.current.lagMs() },
  });
  health.relayLagMs = () => relay.current?.lagMs() ?? 0;
  health.sockets = () => gateway.counts();
  const stopServices = await startServices([
    ...backgroundServices({ database, ctx, gateway, relay, phones }),
    webService({ http, app, gateway, database }),
    ...(simulator ? [simulatorService(simulator)] : []),
  ]);
  log.info({ url: PUBLIC_URL, database: database.kind, ms: Math.round(performance.now() - began) }, "ready");

  onStop(async () => {
    health.draining = true;
    await stopServices();
    shared?.close();
    await app.close().catch(() => {});
    await closeDb();
  });
}

/**
 * The process's own context, and the live ports of the contexts that its edges create. The gateway opens later, with this
 * context.
 */
function openCtx(db: Db, phones: Phones, gateway: () => Gateway): Ctx {
  const presence: PresencePort = {
    isStaffed: (placeId) => gateway().presence.isStaffed(placeId),
    availableAt: (placeId) => gateway().presence.availableAt(placeId),
    isAvailable: (userId) => gateway().presence.isAvailable(userId),
  };
  const services = { transcriber: openTranscriber(env()), payments: openPayments(env()) };
  const ports = { presence, voice: openVoice(phones, gateway), ...services };
  providePorts(ports);
  return createCtx({ db, actor: { kind: "system", id: null, name: "Storeline" }, now: systemClock, ...ports });
}

/** The phone systems that are configured. */
type Phones = { asterisk: Asterisk | null; twilio: TwilioVoice | null };

/** The providers of calls that we place, in the order in which they are asked. Twilio calls with its own numbers only, so it comes first. */
function openVoice({ asterisk, twilio }: Phones, gateway: () => Gateway): VoicePort {
  return firstToReach([
    ...(twilio ? [twilio.provider] : []),
    ...(asterisk ? [asterisk.provider] : []),
    webVoice({ isChatOpen: (visitorId) => gateway().isChatOpen(visitorId), hasPhones: hasSimulator() }),
  ]);
}

/** Only where it is built in and enabled, so that a production build can never enable it. */
const hasSimulator = (): boolean => (typeof __SIMULATOR__ === "undefined" || __SIMULATOR__) && env().simulator;

type Node = {
  database: DbHandle;
  ctx: Ctx;
  gateway: Gateway;
  relay: { current: Relay | null };
  phones: Phones;
};

/** Background services in the order in which they start; they stop in reverse. A new poller or socket is a line here. */
function backgroundServices({ database, ctx, gateway, relay, phones }: Node): Service[] {
  const { PUBLIC_URL, DATABASE_URL } = env();
  const jobCtx: JobCtx = { ...ctx, publicUrl: PUBLIC_URL };
  let worker: Worker | null = null;
  let consumers: RunningConsumer[] = [];
  const watchCalls = createCallWatch();
  return [
    {
      name: "jobs",
      start: async () => {
        worker = await startWorker(database, DATABASE_URL, JOBS, jobCtx);
      },
      stop: () => worker?.stop(JOBS_MS),
      stopWithinMs: JOBS_MS + 2000,
    },
    {
      name: "relay",
      start: async () => {
        relay.current = await startRelay({
          handle: database,
          onEvents(batch, cursor) {
            for (const consumer of consumers) consumer.wake();
            phones.asterisk?.onEvents(batch);
            phones.twilio?.onEvents(batch);
            return gateway.onEvents(batch, cursor);
          },
          onReplaced: () => gateway.dropAll(),
          onSkipped: () => gateway.dropAll(),
          moveJobs: async () => (await worker?.moveJobs()) ?? 0,
        });
        await gateway.followCalls();
      },
      stop: () => relay.current?.stop(),
    },
    {
      name: "consumers",
      start() {
        consumers = CONSUMERS.map((consumer) => startConsumer(ctx, consumer));
      },
      async stop() {
        await Promise.all(consumers.map((consumer) => consumer.stop()));
      },
    },
    intervalService({ name: "calls", everyMs: WATCH_MS, run: () => watchCalls(ctx) }),
    ...phoneServices(phones, ctx),
    intervalService({ name: "database-maintenance", everyMs: MAINTAIN_MS, run: () => database.maintain() }),
    writeCheckService(database),
  ];
}

function phoneServices({ asterisk, twilio }: Phones, ctx: Ctx): Service[] {
  const opened = twilio?.open(ctx);
  registerVoiceWebhooks(opened ? [opened.webhook] : []);
  return [...(asterisk?.services(ctx) ?? []), ...(opened?.services ?? [])];
}

function writeCheckService(database: DbHandle): Service {
  let stop = () => {};
  return {
    name: "write-check",
    start() {
      health.writes = createWriteCheck(() => database.checkWrite(DEADLINE_MS), {
        onChange: (ok) =>
          ok ? log.warn("the database takes writes again") : log.error("the database takes no writes"),
      });
      stop = health.writes.start();
    },
    stop: () => stop(),
  };
}

type Web = { http: Server; app: ReturnType<typeof next>; gateway: Gateway; database: DbHandle };

function webService({ http, app, gateway, database }: Web): Service {
  const { HOST, PORT } = env();
  const handle = app.getRequestHandler();
  const timeoutMs = database.kind === "postgres" ? LEAVE_MS : 0;
  return {
    name: "web",
    async start() {
      guardUpgrades(http);
      http.on("request", (req, res) => void serve(req, res, handle));
      releaseStartupMemory();
      await listen(http, PORT, HOST);
    },
    async stop() {
      await sleep(timeoutMs);
      gateway.drain(timeoutMs);
      await sleep(timeoutMs);
      // An open connection (a slow reader, hot reload) must not keep the process alive.
      await Promise.race([gateway.close(), sleep(CLOSE_MS)]);
      http.closeAllConnections();
    },
    stopWithinMs: 2 * timeoutMs + CLOSE_MS + 1000,
  };
}

function simulatorService(simulator: Simulator): Service {
  let stop = () => {};
  return {
    name: "simulator",
    start() {
      stop = simulator.start();
    },
    stop: () => stop(),
  };
}

/** Creates what the environment configures: the first administrator and connections. */
async function prepareData(ctx: Ctx): Promise<void> {
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = env();
  if (email && password) await bootstrapAdmin(ctx, { email, password });
  await connectFromEnvironment(ctx);
  await settingsFromEnv(ctx, env());
}

/** Only when it is built in and enabled, so that a production build can never enable it. */
async function openSimulator(ctx: Ctx): Promise<Simulator | undefined> {
  if (typeof __SIMULATOR__ === "undefined" || __SIMULATOR__) {
    const { simulator, PUBLIC_URL, PORT } = env();
    if (!simulator) return undefined;
    const [{ createSimulator }, { simulatorDeps }, { ringAtPhone, startSimulatedCall }, { saveDemoConnections }] =
      await Promise.all([
        import("@/server/simulator/create-simulator"),
        import("./seed/simulator-deps"),
        import("./seed/simulated-call"),
        import("./seed/demo-connections"),
      ]);
    await saveDemoConnections(ctx, PUBLIC_URL);
    const isStaff = async (cookie: string | undefined) => (await viewerFromCookie(cookie)) !== null;
    const loopbackUrl = `http://127.0.0.1:${PORT}`;
    const call = (input: SimulatedCall) => startSimulatedCall(ctx, input);
    const ringing = (phone: string) => ringAtPhone(ctx, phone);
    const outside = createSimulator({ ...simulatorDeps(ctx.db, PUBLIC_URL), loopbackUrl, isStaff, call, ringing });
    registerSimulator(outside.handle);
    return outside;
  }
  return undefined;
}

/** In development, console output of libraries is unchanged, because there is no customer data. */
async function run(): Promise<void> {
  if (env().NODE_ENV === "production") logConsole();
  await main();
}

endOnFailure();
run().catch((error: unknown) => {
  log.fatal({ err: error }, "cannot start");
  process.stderr.write(`Storeline cannot start: ${startupSentence(error)}\n`);
  process.exit(1);
});
