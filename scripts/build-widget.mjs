// Builds the customer's chat: public/widget.js (the loader) and public/widget/ (the chat in its frame). --watch keeps building.
import { copyFileSync, mkdirSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { build, context } from "esbuild";

/** What esbuild is told, apart from where to write. Also used by the test of the sizes. */
export const bundles = [
  { entryPoints: { widget: "widget/loader.ts" }, outdir: "public" },
  { entryPoints: { app: "widget/app.tsx" }, outdir: "public/widget" },
].map((bundle) => ({
  ...bundle,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022"],
  tsconfig: "widget/tsconfig.json",
  legalComments: "none",
  define: { "process.env.NODE_ENV": '"production"' },
  logLevel: "warning",
}));

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  mkdirSync("public/widget", { recursive: true });
  copyFileSync("widget/frame.html", "public/widget/frame.html");
  if (process.argv.includes("--watch")) for (const bundle of bundles) await (await context(bundle)).watch();
  else await Promise.all(bundles.map((bundle) => build(bundle)));
}
