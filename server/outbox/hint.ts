import { EventEmitter } from "node:events";

// Two module graphs, one process: the emitter is shared through globalThis.
const shared = globalThis as typeof globalThis & { __storelineHints?: EventEmitter };
shared.__storelineHints ??= new EventEmitter();
const hints = shared.__storelineHints;

/** What a commit left behind: a log that has grown, and perhaps jobs to move. */
export type Hint = { hasJobs: boolean };

/** Says, after a commit, that the log has grown. Only a hint: the relay polls too, so losing every hint loses nothing. */
export function hint(left: Hint = { hasJobs: true }): void {
  hints.emit("grown", left);
}

/** @returns a function that stops listening */
export function onHint(heard: (left: Hint) => void): () => void {
  hints.on("grown", heard);
  return () => hints.off("grown", heard);
}
