import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { JOBS } from "./registry";

const SERVER = path.resolve("server");
const sources = readdirSync(SERVER, { recursive: true, encoding: "utf8" }).filter((file) =>
  /(?<!\.test)\.ts$/.test(file),
);

test("every job that is defined is listed, and no two share a queue", () => {
  const defined = sources.flatMap((file) => {
    const source = readFileSync(path.join(SERVER, file), "utf8");
    return [...source.matchAll(/= define(?:Scheduled)?Job\(\{\s*name: "([\w-]+)"/g)].map(([, name]) => name);
  });
  expect(JOBS.map((job) => job.name).sort()).toEqual(defined.sort());
  const queues = JOBS.flatMap((job) => [job.name, ...job.formerNames]);
  expect(new Set(queues).size).toBe(queues.length);
});
