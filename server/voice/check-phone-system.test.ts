import { expect, test, vi } from "vitest";
import { checkPhoneSystem } from "./check-phone-system";

test("the phone system is up while it answers, down while it does not, and neither keeps the process from starting", async () => {
  vi.useFakeTimers();
  let answers = false;
  const check = checkPhoneSystem("asterisk", 5000, async () => {
    if (!answers) throw new Error("no answer");
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
