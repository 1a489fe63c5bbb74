// Bundles our own server code without packages. The simulator is included only with STORELINE_SIMULATOR=1.
import { build } from "esbuild";
import { serverOptions } from "./server-options.mjs";

const simulator = process.env.STORELINE_SIMULATOR === "1";
const shared = serverOptions(simulator);
await build({
  ...shared,
  entryPoints: ["server/index.ts"],
  outfile: simulator ? "dist/server-demo.mjs" : "dist/server.mjs",
});
if (simulator) await build({ ...shared, entryPoints: ["server/seed/cli.ts"], outfile: "dist/seed.mjs" });
