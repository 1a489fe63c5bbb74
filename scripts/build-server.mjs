// Bundles our own server code without packages. The simulator is included only with STORELINE_SIMULATOR=1.
import { build } from "esbuild";

const simulator = process.env.STORELINE_SIMULATOR === "1";
const shared = {
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20.9",
  packages: "external",
  sourcemap: true,
  tsconfig: "tsconfig.json",
  legalComments: "none",
  define: { __SIMULATOR__: String(simulator) },
  minifySyntax: true,
  logLevel: "warning",
};
await build({
  ...shared,
  entryPoints: ["server/index.ts"],
  outfile: simulator ? "dist/server-demo.mjs" : "dist/server.mjs",
});
if (simulator) await build({ ...shared, entryPoints: ["server/seed/cli.ts"], outfile: "dist/seed.mjs" });
