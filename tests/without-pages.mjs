// Loaded before `server/index.ts` by tests that start it from source: everything but the pages, which need a build.
import { registerHooks } from "node:module";

const STUB = `export default () => ({
  prepare: async () => {},
  getRequestHandler: () => async (_req, res) => void res.writeHead(404).end("page"),
  close: async () => {},
});`;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "next"
      ? { url: `data:text/javascript,${encodeURIComponent(STUB)}`, shortCircuit: true }
      : next(specifier, context),
});
