// Builds the customer's chat: public/widget.js (the loader) and public/widget/ (the chat in its frame). --watch keeps building.
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { build, context } from "esbuild";

/** Messages are compiled: formatting them takes one kilobyte of code, parsing them would take thirty. */
const compiledMessages = {
  name: "compiled-messages",
  setup(build) {
    build.onLoad({ filter: /[/\\]messages[/\\]en[/\\][\w-]+\.ts$/ }, async ({ path }) => {
      const { compileMessages } = await import("../messages/compile.ts");
      const catalogs = Object.entries(await import(pathToFileURL(path).href));
      const contents = catalogs.map(
        ([name, catalog]) => `export const ${name} = ${JSON.stringify(compileMessages(catalog))};`,
      );
      return { contents: contents.join("\n"), loader: "js" };
    });
  },
};

/** The server does not use WebTransport, so the client's code for it is left out. */
const withoutWebTransport = {
  name: "without-webtransport",
  setup(build) {
    build.onLoad({ filter: /engine\.io-client.*webtransport\.js$/ }, () => ({ contents: "export class WT {}" }));
  },
};

/** esbuild's options, apart from the output path. Also used by the test of the sizes. */
export const bundles = [
  { entryPoints: { widget: "widget/loader.ts" }, outdir: "public", format: "iife" },
  // A call is a chunk of its own, loaded when somebody calls.
  {
    ...{ entryPoints: { app: "widget/app.tsx" }, outdir: "public/widget" },
    ...{ format: "esm", splitting: true, chunkNames: "[name]-[hash]" },
  },
].map((bundle) => ({
  ...bundle,
  bundle: true,
  minify: true,
  target: ["es2022"],
  tsconfig: "widget/tsconfig.json",
  legalComments: "none",
  define: { "process.env.NODE_ENV": '"production"' },
  plugins: [compiledMessages, withoutWebTransport],
  logLevel: "warning",
}));

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  // Chunks of an earlier build have other names.
  rmSync("public/widget", { recursive: true, force: true });
  mkdirSync("public/widget", { recursive: true });
  copyFileSync("widget/frame.html", "public/widget/frame.html");
  if (process.argv.includes("--watch")) for (const bundle of bundles) await (await context(bundle)).watch();
  else await Promise.all(bundles.map((bundle) => build(bundle)));
}
