import type { IncomingMessage } from "node:http";
import { catalog, WORKSPACE_LOCALE } from "@/messages/catalog";
import { health } from "@/server/lib/health";
import type { RouteAnswer } from "./handler";

const RETRY_SECONDS = 5;

/**
 * Whether a browser requests a full page while the database is unavailable. Navigation inside an open workspace is excluded:
 * its frame stays on screen and shows the error.
 */
export async function needsUnavailablePage(req: IncomingMessage, path: string): Promise<boolean> {
  const isDocument = req.method === "GET" && req.headers.accept?.includes("text/html") === true && !req.headers.rsc;
  if (!isDocument || path.startsWith("/_next/") || path.startsWith("/widget")) return false;
  return !(await health.writes.isWritable());
}

/** A page without database and script that reloads the requested page automatically. */
export const unavailablePage = (): RouteAnswer => ({
  status: 503,
  headers: { "content-type": "text/html; charset=utf-8", "retry-after": String(RETRY_SECONDS) },
  body: PAGE,
});

const { unavailable, tryAgain } = catalog("workspace", WORKSPACE_LOCALE).shell;

const PAGE = `<!doctype html>
<html lang="${WORKSPACE_LOCALE}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${RETRY_SECONDS}">
<title>${unavailable.title}</title>
<style>
  :root { color-scheme: light dark; }
  body {
    margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; box-sizing: border-box;
    font: 1rem/1.5 ui-sans-serif, system-ui, sans-serif; background: light-dark(#f5f4f1, #0d1214); color: light-dark(#1a1e1f, #e9edee);
  }
  main { max-width: 26rem; }
  h1 { font-size: 1.3125rem; line-height: 1.75rem; margin: 0 0 0.5rem; }
  p { margin: 0 0 0.75rem; color: light-dark(#5a6266, #9dabb0); }
  a { color: light-dark(#0a5768, #8fd3e2); }
</style>
</head>
<body>
<main>
<h1>${unavailable.title}</h1>
<p role="status">${unavailable.text}</p>
<p>${unavailable.kept}</p>
<p><a href="">${tryAgain}</a></p>
</main>
</body>
</html>
`;
