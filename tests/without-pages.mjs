// Loaded before the server by tests that start it in a process of its own: everything but the pages, whose build takes long.
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
