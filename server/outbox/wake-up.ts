import { EventEmitter } from "node:events";

// Two module graphs, one process: the emitter is shared through globalThis.
const shared = globalThis as typeof globalThis & { __storelineWakeUps?: EventEmitter };
shared.__storelineWakeUps ??= new EventEmitter();
const wakeUps = shared.__storelineWakeUps;

/** A commit's wake-up: the log has grown, and perhaps there are jobs to move. */
export type WakeUp = { hasJobs: boolean };

/** Wakes the relay after a commit. The relay polls too, so losing every wake-up loses nothing. */
export function wakeUp(left: WakeUp = { hasJobs: true }): void {
  wakeUps.emit("grown", left);
}

/** @returns a function that stops listening */
export function onWakeUp(received: (left: WakeUp) => void): () => void {
  wakeUps.on("grown", received);
  return () => wakeUps.off("grown", received);
}
