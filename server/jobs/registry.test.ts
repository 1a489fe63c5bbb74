import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { CONSUMERS, JOBS } from "./registry";

const SERVER = path.resolve("server");
const sources = readdirSync(SERVER, { recursive: true, encoding: "utf8" }).filter((file) =>
  /(?<!\.test)\.ts$/.test(file),
);

const namesOf = (definition: RegExp) =>
  sources
    .flatMap((file) => [...readFileSync(path.join(SERVER, file), "utf8").matchAll(definition)].map(([, name]) => name))
    .sort();

test("every job that is defined is listed, and no two share a queue", () => {
  expect(JOBS.map((job) => job.name).sort()).toEqual(namesOf(/= define(?:Scheduled)?Job\(\{\s*name: "([\w-]+)"/g));
  const queues = JOBS.flatMap((job) => [job.name, ...job.formerNames]);
  expect(new Set(queues).size).toBe(queues.length);
});

test("every consumer of the log that is defined is listed once", () => {
  expect(CONSUMERS.map((consumer) => consumer.name).sort()).toEqual(
    namesOf(/= defineConsumer\(\{\s*name: "([\w-]+)"/g),
  );
});
