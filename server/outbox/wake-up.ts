import { EventEmitter } from "node:events";

// Two module graphs, one process: the emitter is shared through globalThis.
const shared = globalThis as typeof globalThis & { __storelineWakeUps?: EventEmitter };
shared.__storelineWakeUps ??= new EventEmitter();
const wakeUps = shared.__storelineWakeUps;

/** What a commit left behind: a log that has grown, and perhaps jobs to move. */
export type WakeUp = { hasJobs: boolean };

/** Says, after a commit, that the log has grown. Only a hint: the relay polls too, so losing every hint loses nothing. */
export function wakeUp(left: WakeUp = { hasJobs: true }): void {
  wakeUps.emit("grown", left);
}

/** @returns a function that stops listening */
export function onWakeUp(received: (left: WakeUp) => void): () => void {
  wakeUps.on("grown", received);
  return () => wakeUps.off("grown", received);
}
