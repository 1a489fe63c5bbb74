import type { IncomingMessage, ServerResponse } from "node:http";
import { log } from "@/server/lib/log";
import { httpRequests } from "@/server/lib/metrics";
import type { Refusal } from "./guard-requests";
import { json, sendAnswer } from "./handler";

export function refuse(req: IncomingMessage, res: ServerResponse, { status, error }: Refusal): void {
  // The body was not read, so the connection cannot be reused.
  if (req.method === "POST") res.setHeader("connection", "close");
  sendAnswer(res, json(status, { error }));
}

/** Counts and logs how a request ended: its route, method, status and time; no path, address or person. */
export function observe(req: IncomingMessage, res: ServerResponse, route: string): void {
  const started = performance.now();
  res.once("close", () => {
    const status = res.statusCode;
    httpRequests.inc({ route, status: `${Math.floor(status / 100)}xx` });
    const line = { route, method: req.method, status, ms: Math.round(performance.now() - started) };
    if (status >= 500) log.warn(line, "request failed");
    else if (status >= 400) log.info(line, "request refused");
    else log.debug(line, "request");
  });
}
