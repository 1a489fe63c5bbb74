import path from "node:path";
import { defineConfig } from "vitest/config";

const exclude = ["**/node_modules/**", "e2e/**", "dist/**", ".next*/**", ".cache/**", ".data*/**"];
// Beside it is what the tests of each worker make the server log; `tests/logs.last.ts` reads it when all others are done.
const LOG_FILE = path.resolve(`.cache/logs/${process.pid}.ndjson`);
const env = {
  NODE_ENV: "test" as const,
  LOG_LEVEL: "debug",
  LOG_FILE,
  SECRET: "a secret that only the tests use, and nothing else",
};

/** Tests of half a minute take several on a machine that is busy with others. */
const SLOWEST_MS = 600_000;

export default defineConfig({
  resolve: { alias: { "@": path.resolve(import.meta.dirname) } },
  test: {
    env,
    globalSetup: ["tests/logs-setup.ts"],
    setupFiles: ["tests/file-setup.ts"],
    // Nothing waits longer than it must, and no machine is so slow.
    expect: { poll: { timeout: 60_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "node",
          include: ["**/*.test.ts"],
          exclude: [...exclude, "**/*.pg.test.ts", "**/*.voice.test.ts"],
          environment: "node",
          globalSetup: ["tests/global-setup.ts"],
          pool: "forks",
          // One embedded database per worker, emptied per file: opening one costs seconds, emptying it milliseconds.
          isolate: false,
          maxWorkers: 2,
          testTimeout: SLOWEST_MS,
          hookTimeout: SLOWEST_MS,
        },
      },
      {
        extends: true,
        test: {
          name: "pg",
          include: ["**/*.pg.test.ts"],
          exclude,
          environment: "node",
          globalSetup: ["tests/pg-setup.ts"],
          pool: "forks",
          isolate: false,
          // They mostly wait for servers, locks and deadlines. Each worker has a cluster of its own.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: SLOWEST_MS,
          hookTimeout: SLOWEST_MS,
        },
      },
      {
        extends: true,
        test: {
          name: "dom",
          include: ["**/*.test.tsx"],
          exclude,
          environment: "jsdom",
          setupFiles: ["tests/dom-setup.ts"],
          pool: "forks",
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: "voice",
          include: ["**/*.voice.test.ts"],
          exclude,
          environment: "node",
          globalSetup: ["tests/voice-setup.ts"],
          pool: "forks",
          // They mostly wait for what is said in real time. Each file has a telephone network with ports and a cluster of its own.
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
          testTimeout: SLOWEST_MS,
          hookTimeout: SLOWEST_MS,
        },
      },
      {
        extends: true,
        test: {
          name: "logs",
          include: ["tests/logs.last.ts"],
          exclude,
          environment: "node",
          maxWorkers: 1,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
