import type { IncomingMessage } from "node:http";
import { DomainError } from "@/server/contract/errors";
import { readBody } from "@/server/lib/read-body";

/** Reads a JSON body. @throws DomainError "unsupported" for another type, "invalid" for no JSON, and what `readBody` throws */
export async function jsonBody(req: IncomingMessage, maxBytes: number): Promise<unknown> {
  if (!req.headers["content-type"]?.startsWith("application/json")) throw new DomainError("unsupported");
  const body = await readBody(req, maxBytes);
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new DomainError("invalid", "notJson");
  }
}
