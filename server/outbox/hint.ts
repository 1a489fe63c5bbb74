import { EventEmitter } from "node:events";

// Two module graphs, one process: the emitter is shared through globalThis.
const shared = globalThis as typeof globalThis & { __storelineHints?: EventEmitter };
shared.__storelineHints ??= new EventEmitter();
const hints = shared.__storelineHints;

/** Says, after a commit, that the log has grown. Only a hint: the relay polls too, so losing every hint loses nothing. */
export function hint(): void {
  hints.emit("grown");
}

/** @returns a function that stops listening */
export function onHint(heard: () => void): () => void {
  hints.on("grown", heard);
  return () => hints.off("grown", heard);
}
