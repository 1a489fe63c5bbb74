import { closeSync, constants, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** The lock file is in the database's own folder, so that every path and container finds the same one. */
export const LOCK_FILE = "storeline.lock";
/** One byte far behind the content, because Windows prevents others from reading a locked range. */
const LOCKED_BYTE = 2 ** 30;

/**
 * Keeps a second process out of an embedded database by an operating-system lock held for life: the kernel frees it however the
 * process ends, and it belongs to the file, whatever its path (ADR 0018).
 * @param dir an existing folder
 * @returns a function that releases it
 * @throws Error naming the folder and the process that holds it
 */
export async function takeLock(dir: string): Promise<() => void> {
  const { tryLock } = await import("fs-native-extensions");
  const file = path.join(dir, LOCK_FILE);
  const descriptor = orSay(file, () => openSync(file, constants.O_RDWR | constants.O_CREAT, 0o600));
  try {
    if (!tryLock(descriptor, LOCKED_BYTE, 1)) {
      const owner = readFileSync(file, "utf8").trim() || "another process";
      throw new Error(`the embedded database in ${dir} is in use by ${owner}; stop it, or set another DATA_DIR`);
    }
    ftruncateSync(descriptor);
    writeSync(descriptor, `process ${process.pid} on ${os.hostname()}\n`, 0);
  } catch (error) {
    closeSync(descriptor);
    const code = (error as NodeJS.ErrnoException).code;
    throw code
      ? new Error(`${dir} is on a file system that cannot lock files (${code}); choose another DATA_DIR`)
      : error;
  }
  return () => closeSync(descriptor);
}

/** @throws Error with our own sentence instead of the file system's */
export function orSay<T>(name: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(
      `${name} cannot be written (${code}); let the user that runs Storeline write there, or set another DATA_DIR`,
    );
  }
}
