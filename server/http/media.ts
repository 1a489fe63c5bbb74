import type { IncomingMessage } from "node:http";
import { viewerFromCookie } from "@/server/auth/viewer";
import { visitorFromToken } from "@/server/auth/visitor";
import { DomainError } from "@/server/contract/errors";
import { Id } from "@/server/contract/ids";
import {
  type FileContent,
  loadAttachment,
  loadVisitorAttachment,
  MAX_FILE_BYTES,
  storeUpload,
  unsafeAttachment,
} from "@/server/domain/conversations/attachments/attachments";
import { opensMedia } from "@/server/lib/media-url";
import { readBody } from "@/server/lib/read-body";
import { bearer } from "@/server/lib/visitor-token";
import { addressOf } from "./client-address";
import { isForged } from "./guard-requests";
import { guarded, json, type RouteAnswer, type RouteDeps } from "./handler";
import { takeStaffUpload, takeVisitorUpload } from "./widget-limits";

const UPLOAD_TIMEOUT_MS = 60_000;

/** `POST /api/media?name=…` with the raw bytes, and `GET /api/media/:id`. */
export function answerMedia(req: IncomingMessage, deps: RouteDeps): Promise<RouteAnswer> {
  return guarded("media", async () => {
    const url = new URL(req.url ?? "/", deps.publicUrl);
    const [, , , id] = url.pathname.split("/");
    if (id === undefined && req.method === "POST") return upload(req, url, deps);
    const isRead = req.method === "GET" || req.method === "HEAD";
    if (!id || !isRead) return json(405, { error: "invalid" }, { allow: id ? "GET, HEAD" : "POST" });
    if (!Id.safeParse(id).success) throw new DomainError("not_found");
    return fileAnswer(await contentFor(req, id, url.searchParams.get("t"), deps));
  });
}

/** A visitor by their token, or staff by their session. Only the uploader can send the file. */
async function upload(req: IncomingMessage, url: URL, { ctx }: RouteDeps): Promise<RouteAnswer> {
  const visitor = await visitorOf(req, ctx);
  const person = visitor ? null : await viewerFromCookie(req.headers.cookie);
  if (!visitor && !person) throw new DomainError("unauthenticated");
  if (person && isForged(req)) throw new DomainError("forbidden");
  if (visitor) {
    const { visitorId, key: site } = visitor;
    await takeVisitorUpload(ctx.db, { visitorId, site, address: addressOf(req), announcedBytes: announcedBytes(req) });
  } else if (person) await takeStaffUpload(ctx.db, person.id);
  const data = await readBody(req, MAX_FILE_BYTES, UPLOAD_TIMEOUT_MS);
  const name = url.searchParams.get("name") ?? decodedName(req) ?? "file";
  const owner = person ? { ...ctx, actor: person } : ctx;
  const input = { visitorId: visitor?.visitorId, name: name.slice(0, 500), data };
  return json(201, await storeUpload(owner, input));
}

function announcedBytes(req: IncomingMessage): number | null {
  const announced = Number(req.headers["content-length"] ?? Number.NaN);
  return Number.isFinite(announced) && announced >= 0 ? announced : null;
}

/** A signed link gives access to its file; otherwise staff see files they may read, and visitors their own. */
async function contentFor(
  req: IncomingMessage,
  id: Id,
  token: string | null,
  { ctx }: RouteDeps,
): Promise<FileContent> {
  if (token !== null) {
    if (!opensMedia(id, token, ctx.now())) throw new DomainError("not_found");
    return unsafeAttachment(ctx.db, id);
  }
  const visitor = await visitorOf(req, ctx);
  if (visitor) return loadVisitorAttachment(ctx.db, visitor.visitorId, id);
  const person = await viewerFromCookie(req.headers.cookie);
  if (!person) throw new DomainError("unauthenticated");
  return loadAttachment({ ...ctx, actor: person }, id);
}

async function visitorOf(req: IncomingMessage, { db }: RouteDeps["ctx"]) {
  const token = bearer(req.headers.authorization);
  return token ? ((await visitorFromToken(db, token))?.visitor ?? null) : null;
}

/** Untrusted bytes: never sniffed, never run as a page of our origin, and only images are shown inline. */
function fileAnswer({ name, mime, data }: FileContent): RouteAnswer {
  const how = mime.startsWith("image/") ? "inline" : "attachment";
  return {
    status: 200,
    headers: {
      "content-type": mime,
      "content-disposition": `${how}; filename*=UTF-8''${encodeURIComponent(name).replaceAll("'", "%27")}`,
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "private, no-store",
    },
    body: data,
  };
}

function decodedName(req: IncomingMessage): string | null {
  const said = req.headers["x-filename"];
  if (typeof said !== "string") return null;
  try {
    return decodeURIComponent(said);
  } catch {
    return said;
  }
}
