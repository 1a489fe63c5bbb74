import { expect, test } from "vitest";
import type { Db } from "@/db/client";
import { SYSTEM } from "@/db/factories";
import { DomainError } from "@/server/contract/errors";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { inbound } from "@/tests/inbound";
import { isOfOneRow, receiveMessage } from "./receive-message";

test("an unavailable database fails all waiting messages together, and the lane continues", async () => {
  let statements = 0;
  const fail = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    throw Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
  };
  const execute = () => {
    statements++;
    return fail();
  };
  const db = { transaction: fail, _: { session: { prepareQuery: () => ({ execute }) } } } as unknown as Db;
  const ctx = createCtx({ db, actor: SYSTEM, now: () => new Date() });
  const say = () => receiveMessage(ctx, { connectionId: "c" }, inbound("+14155550199", "+14155550100", "hello"));
  const results = await Promise.allSettled(Array.from({ length: 20 }, say));
  expect(results.every((one) => one.status === "rejected")).toBe(true);
  // The first message alone, and the nineteen that collected meanwhile as one batch.
  expect(statements).toBe(2);
  await expect(say()).rejects.toThrow("connect");
});

test("a commit whose outcome is unknown is no fault of one message, so its batch fails as a whole", () => {
  expect(isOfOneRow(new DomainError("unavailable"))).toBe(false);
  expect(isOfOneRow(new DomainError("not_found"))).toBe(true);
});
