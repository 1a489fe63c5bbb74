import { createServer, type IncomingHttpHeaders, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { encode } from "next-auth/jwt";
import type { DbHandle } from "../db/client";
import { forgetSession } from "../server/auth/viewer";
import type { PersonActor } from "../server/contract/team";
import { handleNode } from "../server/http/routes";
import { env } from "../server/lib/env";
import { health } from "../server/lib/health";
import { createWriteCheck, DEADLINE_MS } from "../server/lib/write-check";
import { KEPT_ALIVE } from "./kept-alive";

export type Ask = {
  method?: string;
  path: string;
  cookie?: string | undefined;
  /** undefined: ours; null: none at all. */
  origin?: string | null;
  headers?: Record<string, string>;
  body?: string;
};
export type TestAnswer = { status: number; headers: IncomingHttpHeaders; body: string };
export type TestApi = { url: string; server: Server; ask(asked: Ask): Promise<TestAnswer>; close(): Promise<void> };

/** Our Node routes on a free port with this database. Pages are 404, because Next does not run. */
export async function openTestApi(handle: DbHandle): Promise<TestApi> {
  const shared = globalThis as typeof globalThis & { __storelineDb?: Promise<DbHandle> };
  shared.__storelineDb = Promise.resolve(handle);
  health.writes = createWriteCheck(() => handle.checkWrite(DEADLINE_MS));
  const server = createServer(KEPT_ALIVE, (req, res) => {
    if (req.url?.startsWith("/socket.io/")) return;
    void handleNode(req, res).then((done) => done || res.writeHead(404).end("page"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    server,
    ask: ({ method = "GET", path, cookie, origin, headers = {}, body }) =>
      new Promise((resolve, reject) => {
        const all: Record<string, string> = { "x-storeline": "1", ...headers };
        if (body !== undefined && !("content-type" in all)) all["content-type"] = "application/json";
        if (cookie !== undefined) all.cookie = cookie;
        if (origin !== null) all.origin = origin ?? url;
        const req = request({ host: "127.0.0.1", port, method, path, headers: all }, (res) => {
          const chunks: Buffer[] = [];
          res.on("data", (chunk) => chunks.push(chunk));
          res.on("end", () =>
            resolve({ status: res.statusCode ?? 0, headers: res.headers, body: Buffer.concat(chunks).toString() }),
          );
        });
        req.on("error", reject);
        req.end(body);
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The cookie of somebody signed in. */
export async function cookieOf({ sid }: Pick<PersonActor, "sid">): Promise<string> {
  forgetSession(sid);
  return `next-auth.session-token=${await encode({ token: { sid }, secret: env().SECRET, maxAge: 3600 })}`;
}
