import type { IncomingMessage } from "node:http";
import { viewerFromCookie } from "@/server/auth/viewer";
import { DomainError } from "@/server/contract/errors";
import { Id } from "@/server/contract/ids";
import { openRecording, type RecordingContent } from "@/server/domain/calls/recordings/play-recording";
import { opensRecording } from "@/server/lib/recording-url";
import { byteRange } from "./byte-range";
import { guarded, json, type RouteAnswer, type RouteDeps, type StreamedAnswer } from "./handler";

/**
 * `GET /api/recordings/:id?t=…`: the audio of a recording, or a range of it, for the person who began to play it (`calls.playRecording`).
 * Whether they may still hear it is checked each time.
 */
export function answerRecording(req: IncomingMessage, { ctx, publicUrl }: RouteDeps) {
  return guarded<RouteAnswer | StreamedAnswer>("recordings", async () => {
    if (req.method !== "GET" && req.method !== "HEAD") return json(405, { error: "invalid" }, { allow: "GET, HEAD" });
    const url = new URL(req.url ?? "/", publicUrl);
    const recordingId = url.pathname.slice("/api/recordings/".length);
    const actor = await viewerFromCookie(req.headers.cookie);
    if (!actor) throw new DomainError("unauthenticated");
    const listener = { recordingId, userId: actor.id };
    const isTheirs = opensRecording(listener, url.searchParams.get("t") ?? "", ctx.now());
    if (!Id.safeParse(recordingId).success || !isTheirs) throw new DomainError("not_found", "recordingGone");
    return audioAnswer(req, await openRecording({ ...ctx, actor }, recordingId));
  });
}

function audioAnswer(req: IncomingMessage, { bytes, read }: RecordingContent): RouteAnswer | StreamedAnswer {
  const range = byteRange(req.headers.range, bytes);
  if (range === "outside")
    return { status: 416, headers: { ...HEADERS, "content-range": `bytes */${bytes}` }, body: "" };
  const { from, to } = range ?? { from: 0, to: bytes - 1 };
  const headers = {
    ...HEADERS,
    "content-type": "audio/wav",
    "content-length": String(to - from + 1),
    ...(range ? { "content-range": `bytes ${from}-${to}/${bytes}` } : {}),
  };
  const status = range ? 206 : 200;
  return { status, headers, stream: req.method === "HEAD" ? read(1, 0) : read(from, to) };
}

const HEADERS = {
  "accept-ranges": "bytes",
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; sandbox",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "private, no-store",
};
