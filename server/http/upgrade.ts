import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { env } from "@/server/lib/env";

/** In production only our socket may upgrade a connection; in development hot reload may too. */
export function guardUpgrades(server: Server): void {
  server.prependListener("upgrade", (req: IncomingMessage, socket: Duplex) => {
    const path = (req.url ?? "").split("?", 1)[0] ?? "";
    const allowed = path === "/socket.io/" || (env().NODE_ENV !== "production" && path.startsWith("/_next/"));
    if (!allowed) socket.end("HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
  });
}
