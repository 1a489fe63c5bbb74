/**
 * How esbuild bundles our own server code, without packages.
 * @param {boolean} simulator whether the simulator is included
 * @returns {import("esbuild").BuildOptions}
 */
export const serverOptions = (simulator) => ({
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
});
