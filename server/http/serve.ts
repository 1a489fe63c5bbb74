import type { IncomingMessage, ServerResponse } from "node:http";
import { log } from "@/server/lib/log";
import { handleNode } from "./routes";

type Handle = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

/** Sockets handle their own requests; routes come before pages. */
export async function serve(req: IncomingMessage, res: ServerResponse, pages: Handle): Promise<void> {
  if (req.url?.startsWith("/socket.io/")) return;
  try {
    if (!(await handleNode(req, res))) await pages(req, res);
  } catch (error) {
    log.error({ err: error }, "a request failed");
    if (!res.headersSent) res.writeHead(500, { "content-type": "application/json" });
    res.end('{"error":"unavailable"}');
  }
}
