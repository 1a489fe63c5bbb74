/** Both included. */
export type ByteRange = { from: number; to: number };

/**
 * Reads a `Range` header of one range. Anything else that it may hold is answered with the whole, as RFC 9110 allows.
 * @returns null for the whole; "outside" when nothing of `size` bytes is asked for
 */
export function byteRange(header: string | undefined, size: number): ByteRange | null | "outside" {
  const [, first = "", last = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? "") ?? [];
  if (first === "" && last === "") return null;
  if (first === "") return Number(last) === 0 ? "outside" : { from: Math.max(0, size - Number(last)), to: size - 1 };
  const range = { from: Number(first), to: last === "" ? size - 1 : Math.min(Number(last), size - 1) };
  if (last !== "" && Number(last) < Number(first)) return null;
  return range.from < size ? range : "outside";
}
