import type { NextConfig } from "next";

// The simulator exists only in builds made for it: its page has an extension other builds do not look at.
const simulator = process.env.STORELINE_SIMULATOR === "1";

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // `npm run typecheck` reads the whole tree once; a build does not need to do it again.
  typescript: { ignoreBuildErrors: true },
  distDir: simulator ? ".next-demo" : ".next",
  pageExtensions: simulator ? ["sim.tsx", "sim.ts", "tsx", "ts"] : ["tsx", "ts"],
  // The optimizer fetches and decodes pictures: server/http refuses its URL, and nothing of ours asks for it.
  images: { unoptimized: true },
  // Shared with the custom server by Node's own module cache, or not bundlable.
  serverExternalPackages: [
    "@electric-sql/pglite",
    "drizzle-orm",
    "fs-native-extensions",
    "ioredis",
    "pg",
    "pg-boss",
    "pino",
    "rate-limiter-flexible",
    "socket.io",
    "twilio",
  ],
  // A page's code is loaded when somebody first opens it, rather than all of it by every process that starts.
  experimental: { preloadEntriesOnStart: false },
  // Messages arrive compiled (`app/layout.tsx`): the parser of ICU messages stays on the server.
  turbopack: { resolveAlias: { "use-intl/format-message": "use-intl/format-message/format-only" } },
  devIndicators: false,
};
export default config;
