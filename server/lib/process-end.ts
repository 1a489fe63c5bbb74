import { log } from "./log";

/** Within a container's stop timeout. */
const STOP_MS = 38_000;

/** Stops once, however often the signal comes, and ends the process at the latest after `STOP_MS`. */
export function onStop(stop: () => Promise<void>): void {
  let isStopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (isStopping) return;
      isStopping = true;
      log.info({ signal }, "stopping");
      setTimeout(() => process.exit(1), STOP_MS).unref();
      stop().then(
        () => process.exit(0),
        (error: Error) => {
          log.error({ err: error }, "stopping failed");
          process.exit(1);
        },
      );
    });
  }
}

/** Ends the process after an error that nothing handled: its state is unknown, and a new one starts clean. */
export function endOnFailure(): void {
  const end = (what: string) => (error: unknown) => {
    log.fatal({ err: error }, what);
    process.exit(1);
  };
  process.on("uncaughtException", end("the process failed"));
  process.on("unhandledRejection", end("a promise failed"));
}
