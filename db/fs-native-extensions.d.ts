declare module "fs-native-extensions" {
  /** @returns false when another open file holds a lock on these bytes. @throws Error with a `code` when it cannot be locked */
  export function tryLock(descriptor: number, offset?: number, length?: number): boolean;
}
