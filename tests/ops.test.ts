import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { allChannels } from "../server/channels/directory";
import { SETTINGS } from "../server/lib/env";

const root = path.join(import.meta.dirname, "..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const ofChannels = allChannels().flatMap(({ environment = {} }) => Object.keys(environment));
/** Read by builds and by the server's start beside the schema. */
const ALL = [...SETTINGS, ...ofChannels, "STORELINE_SIMULATOR"].sort();

test(".env.example has every setting, each after a sentence, and no other", () => {
  const lines = read(".env.example").split("\n");
  const named = lines.flatMap((line, i) => {
    const name = /^([A-Z_]+)=/.exec(line)?.[1];
    if (name) expect(lines[i - 1], name).toMatch(/^# .*\.$/);
    return name ? [name] : [];
  });
  expect(named.sort()).toEqual(ALL);
});

describe("compose.yaml", () => {
  type Service = {
    environment?: Record<string, string>;
    healthcheck?: unknown;
    depends_on?: Record<string, unknown>;
    stop_grace_period?: string;
    image?: string;
  };
  const services = parse(read("compose.yaml"), { merge: true }).services as Record<string, Service>;
  const apps = Object.values(services).filter(({ image }) => image === "storeline");

  test("two nodes share one database and one secret, with settings that exist", () => {
    expect(apps).toHaveLength(2);
    expect(apps[0]?.environment).toEqual(apps[1]?.environment);
    const { environment = {} } = apps[0] as Service;
    for (const name of Object.keys(environment)) expect(ALL).toContain(name);
    expect(environment.SECRET).toContain(":?"); // compose refuses a missing value instead of using an empty one
    expect(environment.PUBLIC_URL).toContain(":?");
    expect(environment.STORELINE_SIMULATOR).toBeUndefined();
  });

  test("nodes wait for healthy stores and are given the time to drain", () => {
    for (const app of apps) {
      expect(app.stop_grace_period).toBe("40s");
      for (const name of Object.keys(app.depends_on ?? {})) expect(services[name]?.healthcheck).toBeDefined();
    }
  });
});

describe("Dockerfile", () => {
  const dockerfile = read("Dockerfile");

  test("a patched Node, not root, with a health check and the right signal", () => {
    const [, major, minor, patch] = /NODE_VERSION=(\d+)\.(\d+)\.(\d+)/.exec(dockerfile)?.map(Number) ?? [];
    expect([major, (minor ?? 0) * 1000 + (patch ?? 0) >= 22_001]).toEqual([24, true]);
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toMatch(/^STOPSIGNAL SIGTERM$/m);
    expect(dockerfile).toMatch(/^HEALTHCHECK /m);
    expect(dockerfile).not.toContain("STORELINE_SIMULATOR");
  });

  test("every path it copies exists, and .dockerignore lets it through", () => {
    const allowed = read(".dockerignore").split("\n");
    const copies = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths]) =>
      (paths ?? "").split(" "),
    );
    expect(copies.length).toBeGreaterThan(8);
    for (const file of copies) {
      expect(existsSync(path.join(root, file)), file).toBe(true);
      expect(allowed, file).toContain(`!${file}`);
    }
  });

  test("it starts what `npm start` starts", () => {
    const { scripts } = JSON.parse(read("package.json"));
    const command = /^NODE_ENV=production (node .* dist\/server\.mjs)$/.exec(scripts.start)?.[1];
    const cmd = /^CMD (.+)$/m.exec(dockerfile)?.[1] ?? "[]";
    expect(command).toBe((JSON.parse(cmd) as string[]).join(" "));
  });
});

describe("a fresh clone", () => {
  test("it has the manifest and every icon of the manifest, in the declared size", () => {
    const { icons } = JSON.parse(read("public/manifest.webmanifest")) as { icons: { src: string; sizes: string }[] };
    expect(icons.length).toBeGreaterThan(2);
    for (const { src, sizes } of icons) expect(pngSize(`public${src}`), src).toBe(sizes);
    expect(pngSize("public/icons/apple-touch-icon.png")).toBe("180x180");
  });

  test("CI calls the README's test command on it before anything installs or builds", () => {
    const commands = read(".ci/run")
      .split("\n")
      .flatMap((line) => /^\s*(npm \w+|node \S+|npx \S+)/.exec(line)?.[1] ?? []);
    expect(commands).toEqual(["npm test", "npm run"]);
  });
});

/** Width and height from a PNG's header. */
function pngSize(file: string): string {
  const bytes = readFileSync(path.join(root, file));
  expect(bytes.toString("latin1", 1, 4)).toBe("PNG");
  return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`;
}
