// `npm run dev`: one process with hot reload, the simulator, and its own data.
import path from "node:path";
import { ensure } from "./ensure.mjs";
import { fail, freePort, isFree, must, run, say } from "./lib.mjs";
import { seedOnce } from "./seed-once.mjs";

await ensure();
const port = process.env.PORT ? Number(process.env.PORT) : await freePort(3000);
if (!(await isFree(port)))
  fail(`Port ${port} is in use: stop what listens there, or run "PORT=<another> npm run dev".`);
const env = {
  NODE_ENV: "development",
  STORELINE_SIMULATOR: "1",
  NEXT_TELEMETRY_DISABLED: "1",
  PORT: String(port),
  PUBLIC_URL: process.env.PUBLIC_URL ?? `http://127.0.0.1:${port}`,
  DATA_DIR: process.env.DATA_DIR ?? path.join(".data", "dev"),
};
await must("The chat widget could not be built (see above).", "node", ["scripts/build-widget.mjs"]);
await must("The audio code could not be copied (see above).", "node", ["scripts/copy-audio.mjs"]);
await seedOnce({ ...env, program: ["tsx", "server/seed/cli.ts"] });
say(`Storeline (development) will be at ${env.PUBLIC_URL}; the password of everybody @demo.example is storeline-demo.`);
const widget = run("node", ["scripts/build-widget.mjs", "--watch"]);
const code = await run("tsx", ["watch", "--exclude", "app/**", "--exclude", "components/**", "server/index.ts"], {
  env,
});
process.exitCode = code;
void widget;
