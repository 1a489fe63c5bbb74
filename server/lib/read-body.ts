import type { IncomingMessage } from "node:http";
import { DomainError } from "@/server/contract/errors";

/**
 * Reads a request's raw bytes, counting while they arrive.
 * @throws DomainError "unsupported" for any content-encoding (before a byte is touched), "too_large", "rate_limited" when the
 * sender is slower than `timeoutMs` or goes away
 */
export function readBody(req: IncomingMessage, maxBytes: number, timeoutMs = 5000): Promise<Buffer<ArrayBuffer>> {
  const encoding = req.headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (encoding !== "identity") return Promise.reject(new DomainError("unsupported", "compressedBody"));
  if (Number(req.headers["content-length"] ?? 0) > maxBytes) return Promise.reject(new DomainError("too_large"));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const done = (error?: DomainError) => {
      clearTimeout(deadline);
      req.off("data", onData).off("end", onEnd).off("error", onGone).off("close", onGone);
      if (!error) return resolve(Buffer.concat(chunks));
      req.pause();
      reject(error);
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) done(new DomainError("too_large"));
      else chunks.push(chunk);
    };
    const onEnd = () => done();
    const onGone = () => done(new DomainError("invalid", "bodyCut"));
    const deadline = setTimeout(() => done(new DomainError("rate_limited", "bodySlow")), timeoutMs);
    req.on("data", onData).on("end", onEnd).on("error", onGone).on("close", onGone);
  });
}
