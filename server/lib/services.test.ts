import { setTimeout as sleep } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { startupSentence } from "./console";
import { intervalService, startServices } from "./services";

const noted: string[] = [];
const service = (name: string, more: object = {}) => ({
  name,
  start: () => void noted.push(`start ${name}`),
  stop: () => void noted.push(`stop ${name}`),
  ...more,
});
const said = () => noted.splice(0);

test("services start in order and stop in reverse", async () => {
  const stop = await startServices([service("a"), service("b"), service("c")]);
  expect(said()).toEqual(["start a", "start b", "start c"]);
  await stop();
  expect(said()).toEqual(["stop c", "stop b", "stop a"]);
  await stop();
  expect(said()).toEqual([]);
});

test("a service that cannot start stops those before it, and the operator reads one sentence that names it", async () => {
  const failing = service("pbx", {
    start: () => Promise.reject(new Error("port 5060 is in use")),
  });
  const starting = startServices([service("a"), failing, service("c")]);
  const error = await starting.catch((thrown: unknown) => thrown);
  expect(startupSentence(error)).toBe("the service pbx did not start: port 5060 is in use");
  expect(said()).toEqual(["start a", "stop a"]);
});

test("a library's message about a failed start is not quoted to the operator", async () => {
  const quoting = Object.assign(new Error("password=hunter2"), { code: "EAUTH" });
  const failing = service("pbx", { start: () => Promise.reject(quoting) });
  const error = await startServices([failing]).catch((thrown: unknown) => thrown);
  expect(startupSentence(error)).toBe("the service pbx did not start: unexpected error EAUTH; the log has its details");
});

test("a stop that hangs or fails does not keep the others from stopping", async () => {
  const hanging = service("hanging", { stop: () => new Promise(() => {}), stopWithinMs: 20 });
  const failing = service("failing", { stop: () => Promise.reject(new Error("no")) });
  const stop = await startServices([service("a"), hanging, failing]);
  said();
  await stop();
  expect(said()).toEqual(["stop a"]);
});

test("an interval never runs twice at once, survives a failed run, and stopping waits for the current run", async () => {
  let [running, most, runs] = [0, 0, 0];
  const polling = intervalService({
    name: "polling",
    everyMs: 5,
    run: async () => {
      most = Math.max(most, ++running);
      await sleep(20);
      running--;
      if (++runs === 1) throw new Error("once");
    },
  });
  const stop = await startServices([polling]);
  await vi.waitFor(() => expect(runs).toBeGreaterThan(2), 60_000);
  await stop();
  const atStop = runs;
  expect([running, most]).toEqual([0, 1]);
  await sleep(30);
  expect(runs).toBe(atStop);
});
