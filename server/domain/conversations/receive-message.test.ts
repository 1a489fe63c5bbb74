import { expect, test } from "vitest";
import type { Db } from "@/db/client";
import { SYSTEM } from "@/db/factories";
import { inbound } from "@/tests/inbound";
import { receiveMessage } from "./receive-message";

test("a database that is gone fails everybody who waits at once, and the lane goes on", async () => {
  let tries = 0;
  const execute = async () => {
    tries++;
    await new Promise((resolve) => setImmediate(resolve));
    throw Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
  };
  const db = { transaction: execute, _: { session: { prepareQuery: () => ({ execute }) } } } as unknown as Db;
  const ctx = { db, actor: SYSTEM, now: () => new Date() };
  const say = () => receiveMessage(ctx, { connectionId: "c" }, inbound("+14155550199", "+14155550100", "hello"));
  const results = await Promise.allSettled(Array.from({ length: 20 }, say));
  expect(results.every((one) => one.status === "rejected")).toBe(true);
  expect(tries).toBe(2);
  await expect(say()).rejects.toThrow("connect");
});
