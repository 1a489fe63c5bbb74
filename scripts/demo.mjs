// `npm run demo`: builds, fills and starts the demo from a fresh clone.
import path from "node:path";
import { build } from "./build.mjs";
import { ensure } from "./ensure.mjs";
import { fail, freePort, isFree, run, say } from "./lib.mjs";
import { seedOnce } from "./seed-once.mjs";

await ensure();
const port = process.env.PORT ? Number(process.env.PORT) : await freePort(3000);
const host = process.env.HOST ?? "127.0.0.1";
if (!(await isFree(port, host)))
  fail(`Port ${port} is in use: stop what listens there, or run "PORT=<another> npm run demo".`);
const url = process.env.PUBLIC_URL ?? `http://${host === "0.0.0.0" ? "127.0.0.1" : host}:${port}`;
const env = {
  NODE_ENV: "production",
  STORELINE_SIMULATOR: "1",
  PORT: String(port),
  PUBLIC_URL: url,
  DATA_DIR: process.env.DATA_DIR ?? path.join(".data", "demo"),
  LOG_LEVEL: process.env.LOG_LEVEL ?? "warn",
};

await build({ simulator: true });
await seedOnce({ ...env, program: ["node", "--enable-source-maps", "dist/seed.mjs"] });

const announce = setInterval(async () => {
  const ready = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
  if (!ready?.ok) return;
  clearInterval(announce);
  say(`
  Storeline runs at ${url}          (Ctrl-C stops it; the data stays in ${env.DATA_DIR})

  Sign in with the password  storeline-demo  as
    ana@demo.example    associate, Pine Street        cora@demo.example   agent, Contact center
    ben@demo.example    associate, Harbor             pat@demo.example    partner agent, Contact center (masked)
    sue@demo.example    supervisor                    adam@demo.example   administrator
    nia@demo.example    associate, Pine Street too

  Where to click
    ${url}/inbox       the shared inbox
    ${url}/simulator   be the customer: text, chat, order, buy at the till, or start the Saturday rush
    ${url}/board       the supervisor's board (as Sue)

  Open two windows, one as Ana and one private as Cora, and send a text from the simulator.
`);
}, 300);

const code = await run("node", ["--max-semi-space-size=32", "--enable-source-maps", "dist/server-demo.mjs"], { env });
clearInterval(announce);
process.exit(code);
