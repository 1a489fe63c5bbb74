import type { IncomingMessage } from "node:http";
import { visitorFromToken } from "@/server/auth/visitor";
import { type StartedWebCall, StartWebCall } from "@/server/contract/call-media";
import { DomainError, invalidInput } from "@/server/contract/errors";
import { checkWebCall } from "@/server/domain/calls/check-web-call";
import { loadCalls } from "@/server/domain/calls/load-call";
import { receiveCall } from "@/server/domain/calls/receive-call";
import { mintLegToken } from "@/server/lib/leg-token";
import { bearer } from "@/server/lib/visitor-token";
import { isOwnOrigin } from "@/server/realtime/origin";
import { addressOf } from "./client-address";
import { guarded, json, type RouteAnswer, type RouteDeps } from "./handler";
import { jsonBody } from "./json-body";
import { takeCall } from "./widget-limits";

const MAX_BYTES = 4 * 1024;

/**
 * `POST /api/widget/calls`: a visitor calls the store from the chat. The same call again, as after a reload, is the same call with a
 * new token, even when nobody would take a new one.
 */
export function answerWidgetCall(req: IncomingMessage, deps: RouteDeps): Promise<RouteAnswer> {
  return guarded("widget-call", async () => {
    if (req.method !== "POST") return json(405, { error: "invalid" }, { allow: "POST" });
    if (!isOwnOrigin(req, deps.publicUrl)) throw new DomainError("forbidden");
    const { ctx } = deps;
    const found = await visitorFromToken(ctx.db, bearer(req.headers.authorization) ?? "");
    await takeCall(ctx.db, addressOf(req), found?.visitor.visitorId ?? null);
    if (!found) throw new DomainError("unauthenticated");
    const input = StartWebCall.safeParse(await jsonBody(req, MAX_BYTES));
    if (!input.success) throw invalidInput(input.error);
    const { visitor, site } = found;
    const { callId, name } = input.data;
    const [begun] = await loadCalls(ctx.db, [callId]);
    if (!begun) await checkWebCall(ctx, site.place.id);
    const { legId, place } = await receiveCall(ctx, {
      callId,
      endpointId: site.endpointId,
      from: { kind: "visitor", value: visitor.visitorId },
      alsoKnownAs: visitor.known,
      displayName: visitor.name ?? name,
    });
    const started: StartedWebCall = { callId, legId, token: await mintLegToken({ callId, legId }), place };
    return json(200, started);
  });
}
