import { uuidv7 } from "uuidv7";
import type { Id } from "@/server/contract/ids";

type Memory = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const DEVICE = "storeline-device";
/** A tab that reloads gives its lock back within this time. */
const RELOAD_MS = 1500;

let mine: Promise<Id> | null = null;

/**
 * The id of this tab, the same after a reload. A duplicated tab begins with a copy of the other's memory; by the lock
 * that the other holds it knows that it is a duplicate.
 */
export function tabDevice(memory: Memory): Promise<Id> {
  mine ??= find(memory);
  return mine;
}

async function find(memory: Memory): Promise<Id> {
  const known = memory.getItem(DEVICE);
  if (known && (await holdFor(known))) return known;
  if (known) memory.removeItem("storeline-call");
  const made = uuidv7();
  memory.setItem(DEVICE, made);
  void holdFor(made);
  return made;
}

/** Holds a lock for as long as this page lives. @returns whether it was free */
function holdFor(deviceId: Id): Promise<boolean> {
  const { locks } = navigator;
  if (!locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(RELOAD_MS);
    const hold = () => {
      resolve(true);
      return new Promise<never>(() => {});
    };
    locks.request(`${DEVICE}:${deviceId}`, { signal }, hold).catch(() => resolve(false));
  });
}
