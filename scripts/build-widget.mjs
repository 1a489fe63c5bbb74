// Builds the customer's chat: public/widget.js (the loader) and public/widget/ (the chat in its frame). --watch keeps building.
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { build, context } from "esbuild";

/** Messages are compiled: formatting them takes one kilobyte of code, parsing them would take thirty. */
const messagesFor = (speak) => ({
  name: "compiled-messages",
  setup(build) {
    build.onLoad({ filter: /[/\\]messages[/\\]en[/\\][\w-]+\.ts$/ }, async ({ path }) => {
      const { compileMessages } = await import("../messages/compile.ts");
      const catalogs = Object.entries(await import(pathToFileURL(path).href));
      const contents = catalogs.map(
        ([name, catalog]) => `export const ${name} = ${JSON.stringify(speak(compileMessages(catalog)))};`,
      );
      return { contents: contents.join("\n"), loader: "js" };
    });
  },
});

/** The server does not use WebTransport, so the client's code for it is left out. */
const withoutWebTransport = {
  name: "without-webtransport",
  setup(build) {
    build.onLoad({ filter: /engine\.io-client.*webtransport\.js$/ }, () => ({ contents: "export class WT {}" }));
  },
};

/**
 * esbuild's options. Also used by the tests of the sizes and of the pseudo-language.
 * @param speak makes another language of the compiled messages
 * @returns {import("esbuild").BuildOptions[]}
 */
export const bundlesIn = (speak = (messages) => messages) =>
  [
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
    plugins: [messagesFor(speak), withoutWebTransport],
    logLevel: "warning",
  }));

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  // Chunks of an earlier build have other names.
  rmSync("public/widget", { recursive: true, force: true });
  mkdirSync("public/widget", { recursive: true });
  copyFileSync("widget/frame.html", "public/widget/frame.html");
  if (process.argv.includes("--watch")) for (const bundle of bundlesIn()) await (await context(bundle)).watch();
  else await Promise.all(bundlesIn().map((bundle) => build(bundle)));
}
