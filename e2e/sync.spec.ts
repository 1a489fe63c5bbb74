import { endpointOf, expect, newPhone, receiveSms, test } from "./fixtures";

test("a screen that was away for a minute says so, and is exact again without a refresh", async ({ as }) => {
  const ana = await as("ana");
  const list = ana.getByRole("region", { name: "Conversations" });
  const { phone } = endpointOf("101");
  const [first, other] = [newPhone(), newPhone()];
  const stamp = Date.now();
  await receiveSms({ from: first, to: phone, text: `before ${stamp}` });
  await ana.goto("/inbox?view=unassigned");
  await list
    .getByRole("link")
    .filter({ hasText: `before ${stamp}` })
    .click();
  const messages = ana.getByRole("region", { name: /^Timeline with/ });
  await expect(messages.getByText(`before ${stamp}`)).toBeVisible();

  await ana.context().setOffline(true);
  // The open socket outlives the browser's offline switch: cut it too.
  await expect(ana.getByText("Out of sync")).toBeVisible({ timeout: 30_000 });
  const away = Date.now();
  for (const n of [1, 2, 3]) await receiveSms({ from: first, to: phone, text: `while away ${n} ${stamp}` });
  await receiveSms({ from: other, to: phone, text: `somebody new ${stamp}` });
  // The guarantee is about a minute: the only place where time itself is the fault that is tested.
  await expect.poll(() => Date.now() - away, { timeout: 70_000, intervals: [1000] }).toBeGreaterThan(60_000);
  await ana.context().setOffline(false);

  for (const n of [1, 2, 3])
    await expect(messages.getByText(`while away ${n} ${stamp}`)).toHaveCount(1, { timeout: 15_000 });
  await expect(list.getByRole("link").filter({ hasText: `somebody new ${stamp}` })).toBeVisible();
  await expect(ana.getByText("Out of sync")).toHaveCount(0);
  const seen = await messages.getByText(new RegExp(`(before|while away \\d) ${stamp}`)).allTextContents();
  await ana.reload();
  await expect(messages.getByText(`while away 3 ${stamp}`)).toBeVisible();
  expect(await messages.getByText(new RegExp(`(before|while away \\d) ${stamp}`)).allTextContents()).toEqual(seen);
});

test("a reply written while away waits on the device and is sent once when back", async ({ as }) => {
  const ana = await as("ana");
  const from = newPhone();
  const stamp = Date.now();
  await receiveSms({ from, to: endpointOf("101").phone, text: `are you there ${stamp}` });
  await ana.goto("/inbox?view=unassigned");
  await ana
    .getByRole("link")
    .filter({ hasText: `are you there ${stamp}` })
    .click();
  await ana.context().setOffline(true);
  await ana.getByRole("textbox", { name: /^Reply to/ }).fill(`written offline ${stamp}`);
  await ana.getByRole("button", { name: "Send", exact: true }).click();
  await expect(ana.getByText(`written offline ${stamp}`)).toBeVisible();
  await ana.context().setOffline(false);
  const retry = ana.getByRole("button", { name: "Retry" });
  const sent = ana
    .getByRole("article", { name: "Message from Ana Ruiz" })
    .filter({ hasText: `written offline ${stamp}` });
  await expect(retry.or(sent).first()).toBeVisible({ timeout: 30_000 });
  if (await retry.isVisible()) await retry.click();
  await expect(sent).toHaveCount(1, { timeout: 20_000 });
  await ana.reload();
  await expect(sent).toHaveCount(1);
});
