import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openPhones, type Phones } from "./phones";

let phones: Phones;
beforeAll(async () => {
  phones = await openPhones({ fallback: "700" });
});
afterAll(() => phones?.close());

test("while Storeline is away a call rings the store's phone, and both hear each other until one hangs up", async () => {
  const customer = await phones.outside.dial("+14155550100", { from: "+12065550142" });
  const store = await phones.outside.rung("700");
  expect(store.from).toBe("+12065550142");
  const phone = await store.answer("ana");
  await expect.poll(customer.heard, { timeout: 10_000 }).toEqual(["ana"]);
  await expect.poll(phone.heard, { timeout: 10_000 }).toEqual(["customer"]);
  await customer.hangUp();
  await vi.waitFor(async () => expect(await phone.state()).toBe("Over"), { timeout: 5000 });
});
