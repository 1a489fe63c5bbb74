/** A background service that runs as long as the process: a poller, a reconciler, a socket to a provider. */
export type Service = {
  readonly name: string;
  /** @throws Error when it cannot run; the process then does not start */
  start(): Promise<void> | void;
  stop(): Promise<void> | void;
  /** A stop that takes longer is abandoned; 5 s when left out. */
  readonly stopWithinMs?: number;
};
