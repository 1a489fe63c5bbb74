import { expect, test, vi } from "vitest";
import { AriError } from "./ari";
import { checkPhoneSystem } from "./check";

test("the phone system is up while it answers, down while it does not, and neither keeps the process from starting", async () => {
  vi.useFakeTimers();
  let answers = false;
  const check = checkPhoneSystem({
    get: async () => {
      if (!answers) throw new AriError(0, "GET asterisk/ping");
      return {} as never;
    },
  });
  await check.start();
  expect(check.isUp()).toBe(false);
  answers = true;
  await vi.advanceTimersByTimeAsync(5000);
  expect(check.isUp()).toBe(true);
  answers = false;
  await vi.advanceTimersByTimeAsync(5000);
  expect(check.isUp()).toBe(false);
  await check.stop();
  vi.useRealTimers();
});
