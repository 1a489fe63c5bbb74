import { readdirSync } from "node:fs";
import { build } from "esbuild";
import { expect, test, vi } from "vitest";

const bundled = async (simulator: boolean) => {
  const { metafile } = await build({
    entryPoints: ["server/index.ts"],
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    packages: "external",
    tsconfig: "tsconfig.json",
    define: { __SIMULATOR__: String(simulator) },
    minifySyntax: true,
    logLevel: "silent",
  });
  const used = Object.values(metafile.outputs).flatMap((output) =>
    Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
  return used.filter((path) => path.startsWith("server/simulator/") || path.startsWith("server/seed/"));
};

test("the production server contains neither the simulator nor the seed; the demo's contains both", async () => {
  expect(await bundled(false)).toEqual([]);
  expect(await bundled(true)).toContain("server/simulator/create-simulator.ts");
});

test("the simulator's page exists only in builds with the simulator", async () => {
  const files = readdirSync("app", { recursive: true }).map(String);
  const pages = files.filter((file) => file.includes("simulator") && /\.(tsx?|jsx?)$/.test(file));
  expect(pages).toEqual(["(workspace)/simulator/page.sim.tsx"]);
  const extensions = async (flag: string) => {
    vi.resetModules();
    vi.stubEnv("STORELINE_SIMULATOR", flag);
    return (await import("@/next.config")).default.pageExtensions;
  };
  // Next takes a file for a page when its whole extension matches: `page.sim.tsx` is none to a build that knows `tsx`.
  expect(await extensions("")).toEqual(["tsx", "ts"]);
  expect(await extensions("1")).toContain("sim.tsx");
  vi.unstubAllEnvs();
});
