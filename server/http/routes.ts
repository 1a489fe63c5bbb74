import type { IncomingMessage, ServerResponse } from "node:http";
import { ctxFor } from "@/server/auth/ctx";
import { env } from "@/server/lib/env";
import { authzDenied, ingestLag, webhooks } from "@/server/lib/metrics";
import { handleTrpc } from "@/server/trpc/node-handler";
import { appRouter } from "@/server/trpc/root";
import { widgetKind } from "@/server/webhooks/receive";
import { livez, readyz } from "./answer-health";
import { answerMetrics } from "./answer-metrics";
import { cleanHeaders, isForged, refuseOdd } from "./guard-requests";
import { type RouteAnswer, type RouteDeps, type StreamedAnswer, sendAnswer, sendStream } from "./handler";
import { answerMedia } from "./media";
import { answerRecording } from "./recordings";
import { observe, refuse } from "./respond";
import { dataHeaders, setSecurityHeaders } from "./security-headers";
import { needsUnavailablePage, unavailablePage } from "./unavailable-page";
import { answerIngest, answerVoiceWebhook, answerWebhook, answerWidgetMessages } from "./webhooks";
import { answerWidgetContact, answerWidgetSession } from "./widget";
import { answerWidgetCall } from "./widget-call";

export type NodeHandler = (req: IncomingMessage, res: ServerResponse) => Promise<boolean>;

let simulator: NodeHandler | null = null;
/** Registers the simulator, if it is built in, for all paths below /simulator/. */
export function registerSimulator(handler: NodeHandler): void {
  simulator = handler;
}

type Answer = RouteAnswer | StreamedAnswer;
type RouteHandler = (req: IncomingMessage, path: string) => Promise<Answer> | Answer;

/** The routes in front of the pages. A trailing slash matches everything below. */
export const ROUTES: Record<string, RouteHandler> = {
  "/livez": livez,
  "/readyz": readyz,
  "/metrics": answerMetrics,
  "/api/ingest": async (req) => timed("ingest", answerIngest(req, await deps())),
  "/api/webhooks/": async (req, path) => {
    const kind = path.slice("/api/webhooks/".length);
    const known = await deps();
    const voice = answerVoiceWebhook(req, kind, known);
    // One time series for each endpoint, whatever follows its name.
    return voice ? timed(kind.split("/", 1)[0] as string, voice) : timed(kind, answerWebhook(req, kind, known));
  },
  "/api/media": async (req) => answerMedia(req, await deps()),
  "/api/media/": async (req) => answerMedia(req, await deps()),
  "/api/recordings/": async (req) => answerRecording(req, await deps()),
  "/api/widget/calls": async (req) => answerWidgetCall(req, await deps()),
  "/api/widget/contact": async (req) => answerWidgetContact(req, await deps()),
  "/api/widget/messages": async (req) => timed(widgetKind(), answerWidgetMessages(req, await deps())),
  "/api/widget/session": async (req) => answerWidgetSession(req, await deps()),
};

/**
 * Answers everything that is not a page, and prepares pages: refuses odd requests, sets security headers, finds the route.
 * @returns false when Next has to respond
 */
export async function handleNode(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
  const path = (req.url ?? "").split("?", 1)[0] ?? "";
  cleanHeaders(req, path);
  const refusal = refuseOdd(req, path);
  if (!refusal && path.startsWith("/api/trpc/")) {
    await answerTrpc(req, res, path);
    return true;
  }
  setSecurityHeaders(req, res, path);
  if (refusal) {
    observe(req, res, "refused");
    refuse(req, res, refusal);
    return true;
  }
  const name = routeOf(path);
  if (name) {
    observe(req, res, name);
    const said = await (ROUTES[name] as RouteHandler)(req, path);
    if ("stream" in said) await sendStream(res, said);
    else sendAnswer(res, said);
    return true;
  }
  if (simulator && path.startsWith("/simulator/")) return simulator(req, res);
  if (await needsUnavailablePage(req, path)) {
    observe(req, res, "page");
    sendAnswer(res, unavailablePage());
    return true;
  }
  observe(req, res, path.startsWith("/_next/") ? "static" : "page");
  return false;
}

function routeOf(path: string): string | null {
  if (Object.hasOwn(ROUTES, path) && !path.endsWith("/")) return path;
  const below = `${path.split("/").slice(0, 3).join("/")}/`;
  return Object.hasOwn(ROUTES, below) && path.length > below.length ? below : null;
}

async function answerTrpc(req: IncomingMessage, res: ServerResponse, path: string): Promise<void> {
  observe(req, res, "trpc");
  if (req.method === "POST" && isForged(req)) {
    authzDenied.inc({ code: "forged" });
    setSecurityHeaders(req, res, path);
    return refuse(req, res, { status: 403, error: "forbidden" });
  }
  await handleTrpc(req, res, path.slice("/api/trpc/".length), {
    router: appRouter,
    headers: dataHeaders(),
    onError: ({ code }) => {
      if (code === "UNAUTHORIZED" || code === "FORBIDDEN" || code === "NOT_FOUND") authzDenied.inc({ code });
    },
  });
}

const WEBHOOK_ACTOR = { kind: "system", id: null, name: "webhook" } as const;

async function deps(): Promise<RouteDeps> {
  return {
    ctx: await ctxFor(WEBHOOK_ACTOR),
    publicUrl: env().PUBLIC_URL,
    count: (kind, outcome) => webhooks.inc({ kind, outcome }),
  };
}

async function timed(kind: string, answer: Promise<RouteAnswer>): Promise<RouteAnswer> {
  const stop = ingestLag.startTimer();
  const said = await answer;
  // Only existing kinds become labels, so that callers cannot create time series.
  if (said.status !== 404) stop({ kind });
  return said;
}
