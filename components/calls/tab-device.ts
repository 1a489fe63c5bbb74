import { uuidv7 } from "uuidv7";
import type { Id } from "@/server/contract/ids";

type Memory = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const DEVICE = "storeline-device";
/** A tab that neither answers nor gives its lock back for so long is one that the browser has suspended. */
const SUSPENDED_MS = 30_000;

let mine: Promise<Id> | null = null;

/**
 * The id of this tab, the same after a reload. A duplicated tab begins with a copy of the other's memory; the other, which holds
 * the lock of the id, says so. A page that is being reloaded says nothing any more, and gives the lock back: on a slow device
 * seconds later.
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

/** Holds a lock for as long as this page lives. @returns whether no other page that lives holds it */
function holdFor(deviceId: Id): Promise<boolean> {
  const { locks } = navigator;
  if (!locks) return Promise.resolve(true);
  const name = `${DEVICE}:${deviceId}`;
  const others = new BroadcastChannel(name);
  const waiting = new AbortController();
  const suspended = setTimeout(() => waiting.abort(), SUSPENDED_MS);
  return new Promise((resolve) => {
    const hold = () => {
      clearTimeout(suspended);
      const say = () => others.postMessage("held");
      others.onmessage = ({ data }) => data === "asked" && say();
      // Others may have asked before.
      say();
      resolve(true);
      return new Promise<never>(() => {});
    };
    others.onmessage = ({ data }) => data === "held" && waiting.abort();
    others.postMessage("asked");
    locks.request(name, { signal: waiting.signal }, hold).catch(() => {
      clearTimeout(suspended);
      others.close();
      resolve(false);
    });
  });
}
