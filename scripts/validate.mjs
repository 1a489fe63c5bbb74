// `npm run validate`: everything CI checks. All steps run, so one run shows everything that is wrong.
// With --no-tests, everything but the tests, for CI: it runs those first, in a clone that nothing has built yet.
import { ensure } from "./ensure.mjs";
import { run, say } from "./lib.mjs";

const STEPS = [
  ["format and lint", "npm", ["run", "--silent", "lint"]],
  ["import table", "npm", ["run", "--silent", "lint:imports"]],
  ["types", "npm", ["run", "--silent", "typecheck"]],
  ["unused code", "npm", ["run", "--silent", "knip"]],
  ["production build", "node", ["scripts/build.mjs"]],
  ["first load", "npm", ["run", "--silent", "first-load"]],
  ["tests", "node", ["scripts/test.mjs"]],
].filter(([name]) => name !== "tests" || !process.argv.includes("--no-tests"));

await ensure();
const failed = [];
for (const [name, program, args] of STEPS) {
  const started = Date.now();
  say(`\n── ${name}`);
  const code = await run(program, args);
  say(`── ${name}: ${code === 0 ? "ok" : "FAILED"} (${((Date.now() - started) / 1000).toFixed(0)} s)`);
  if (code !== 0) failed.push(name);
}
say(failed.length === 0 ? "\nEverything is in order." : `\nNot in order: ${failed.join(", ")}.`);
process.exit(failed.length === 0 ? 0 : 1);
