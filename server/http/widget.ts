import type { IncomingMessage } from "node:http";
import { openVisitorSession } from "@/server/auth/visitor";
import { DomainError } from "@/server/contract/errors";
import { env } from "@/server/lib/env";
import { readBody } from "@/server/lib/read-body";
import { isOwnOrigin } from "@/server/realtime/origin";
import { type DoorAnswer, type DoorDeps, guarded, json } from "./doors";
import { takeSession } from "./widget-limits";

const MAX_BYTES = 16 * 1024;

/** `POST /api/widget/session`: called by our own chat frame only, so it grants nothing to other origins. */
export function widgetSessionDoor(req: IncomingMessage, deps: DoorDeps): Promise<DoorAnswer> {
  return guarded("widget-session", async () => {
    if (req.method !== "POST") return json(405, { error: "invalid" }, { allow: "POST" });
    if (!isOwnOrigin(req, deps.publicUrl)) throw new DomainError("forbidden");
    await takeSession(deps.ctx.db, addressOf(req));
    if (!req.headers["content-type"]?.startsWith("application/json")) throw new DomainError("unsupported");
    const body = await readBody(req, MAX_BYTES);
    return json(200, await openVisitorSession(deps.ctx.db, parse(body)));
  });
}

/** The last hop a trusted proxy names; without one, who connected. */
export function addressOf(req: IncomingMessage): string {
  const forwarded = env().TRUST_PROXY === "1" ? req.headers["x-forwarded-for"] : undefined;
  const chain = Array.isArray(forwarded) ? forwarded.join(",") : forwarded;
  return chain?.split(",").at(-1)?.trim() || (req.socket.remoteAddress ?? "unknown");
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new DomainError("invalid", "The body is not JSON.");
  }
}
