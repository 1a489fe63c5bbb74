import type { IncomingMessage } from "node:http";
import { openVisitorSession, visitorFromToken } from "@/server/auth/visitor";
import { DomainError } from "@/server/contract/errors";
import { type WidgetContact, WidgetContactInput } from "@/server/contract/sockets";
import { checkContact, publicContact, saveContact } from "@/server/domain/customers/left-contact";
import { cleanText } from "@/server/lib/text";
import { bearer } from "@/server/lib/visitor-token";
import { isOwnOrigin } from "@/server/realtime/origin";
import { addressOf } from "./client-address";
import { guarded, json, type RouteAnswer, type RouteDeps } from "./handler";
import { jsonBody } from "./json-body";
import { takeContact, takeSession } from "./widget-limits";

const MAX_BYTES = 16 * 1024;

/** `POST /api/widget/session`: called by our own chat frame only, so it grants nothing to other origins. */
export function answerWidgetSession(req: IncomingMessage, deps: RouteDeps): Promise<RouteAnswer> {
  return guarded("widget-session", async () => {
    if (req.method !== "POST") return json(405, { error: "invalid" }, { allow: "POST" });
    if (!isOwnOrigin(req, deps.publicUrl)) throw new DomainError("forbidden");
    await takeSession(deps.ctx.db, addressOf(req));
    return json(200, await openVisitorSession(deps.ctx.db, await jsonBody(req, MAX_BYTES)));
  });
}

/** `POST /api/widget/contact`: the contact for later replies; called by our own chat frame only. */
export function answerWidgetContact(req: IncomingMessage, deps: RouteDeps): Promise<RouteAnswer> {
  return guarded("widget-contact", async () => {
    if (req.method !== "POST") return json(405, { error: "invalid" }, { allow: "POST" });
    if (!isOwnOrigin(req, deps.publicUrl)) throw new DomainError("forbidden");
    const found = await visitorFromToken(deps.ctx.db, bearer(req.headers.authorization) ?? "");
    await takeContact(deps.ctx.db, addressOf(req), found?.visitor.visitorId ?? null);
    if (!found) throw new DomainError("unauthenticated");
    const input = WidgetContactInput.safeParse(await jsonBody(req, MAX_BYTES));
    if (!input.success) throw new DomainError("invalid", "contactMissing");
    const { visitor, site } = found;
    const typed = input.data.contact;
    const contact = typed === null ? null : await checkContact(deps.ctx.db, site.place.id, cleanText(typed));
    await saveContact(deps.ctx, { visitorId: visitor.visitorId, contact });
    const said: WidgetContact = { contact: contact && publicContact(contact) };
    return json(200, said);
  });
}
