import type { Service } from "@/server/contract/service";
import { startupSentence } from "./console";
import { log } from "./log";

const STOP_WITHIN_MS = 5000;

/**
 * Starts services in order. When one cannot start, those before it are stopped again.
 * @returns a function that stops them all, the last one first: a stop that fails or hangs does not prevent the others
 * @throws Error in one sentence that names the service
 */
export async function startServices(services: readonly Service[]): Promise<() => Promise<void>> {
  const started: Service[] = [];
  const stopAll = async () => {
    for (const service of started.splice(0).reverse()) await stopService(service);
  };
  for (const service of services) {
    try {
      await service.start();
    } catch (error) {
      log.fatal({ service: service.name, err: error }, "a service cannot start");
      await stopAll();
      throw new Error(`the service ${service.name} did not start: ${startupSentence(error)}`);
    }
    started.push(service);
  }
  return stopAll;
}

async function stopService({ name, stop, stopWithinMs = STOP_WITHIN_MS }: Service): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(resolve, stopWithinMs, "late");
  });
  try {
    const ended = await Promise.race([Promise.resolve().then(stop), late]);
    if (ended === "late") log.error({ service: name, ms: stopWithinMs }, "a service did not stop in time: going on");
  } catch (error) {
    log.error({ service: name, err: error }, "a service failed to stop: going on");
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A service that runs a function periodically, for work on every node or more often than scheduled jobs (once a minute). Runs
 * never overlap; a failed run is logged, and the next one follows anyway.
 */
export function intervalService(declared: { name: string; everyMs: number; run(): Promise<unknown> }): Service {
  const { name, everyMs, run } = declared;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | null = null;
  const tick = () => {
    running ??= run()
      .then(() => {})
      .catch((error: unknown) => log.warn({ service: name, err: error }, "a run of a service failed"))
      .finally(() => {
        running = null;
      });
  };
  return {
    name,
    start() {
      timer = setInterval(tick, everyMs).unref();
    },
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
