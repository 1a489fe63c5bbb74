import { expectAccessibleInBoth } from "./axe";
import { expect, test } from "./fixtures";
import { line, TABLET, text } from "./screens";
import { ingest, newPhone } from "./send-webhooks";

test("an unknown customer is merged with one on record, on every screen at once, and the merge is undone", async ({
  as,
  world: { label, pine },
}) => {
  const [id, name, phone] = [`${label}-${Date.now()}`, `Noor ${label}${Date.now()}`, newPhone()];
  const order = { id, number: id, customer: id, status: "processing", placedAt: "2026-11-20T10:00:00Z" };
  const facts = [
    { type: "retail.customer.changed.v1", subject: id, data: { id, name, phones: [phone] } },
    {
      type: "retail.order.changed.v1",
      subject: id,
      data: { ...order, totalMinor: 100, currency: "USD", lines: [] },
    },
  ];
  expect(await ingest(facts)).toBe(202);
  const ask = `It is me from another number (${id})`;
  await text(pine, ask);

  const [ana, abe] = [await as("ana"), await as("abe", TABLET)];
  for (const page of [ana, abe]) {
    await page.goto("/inbox?view=place&sort=newest");
    await line(page, ask).click();
  }
  await ana.getByRole("button", { name: "Name or find them" }).click();
  const dialog = ana.getByRole("dialog");
  await dialog.getByLabel("Find a customer").fill(phone.slice(-4));
  await expect(dialog.getByRole("button", { name: new RegExp(name) })).toBeVisible();
  await expectAccessibleInBoth(ana);
  await dialog.getByRole("button", { name: new RegExp(name) }).press("Enter");
  await expect(dialog.getByText(/Brings no conversations and 1 order/)).toBeVisible();
  await expectAccessibleInBoth(ana);
  await dialog.getByRole("button", { name: "They said so" }).click();
  await dialog.getByRole("button", { name: "Merge", exact: true }).click();
  await expect(dialog).toBeHidden();
  for (const page of [ana, abe]) await expect(page.getByRole("heading", { name })).toBeVisible();
  await expect(ana.getByRole("button", { name: new RegExp(`^${id}.*Processing`) })).toBeVisible();
  await expect(line(abe, ask)).toContainText(name);

  const merged = ana.getByRole("list", { name: "Merged customers" });
  await expect(merged).toContainText("They said so");
  await merged.getByRole("button", { name: /^Undo the merge/ }).click();
  await expect(merged).toBeHidden();
  for (const page of [ana, abe]) await expect(page.getByRole("heading", { name })).toBeHidden();
  await expect(line(abe, ask)).not.toContainText(name);
  await expect(ana.getByText("No orders on record.")).toBeVisible();
});

test("a merge that loses the network says so, keeps what was typed, and is made once however often it is repeated", async ({
  as,
  world: { label, pine },
}) => {
  const [id, name, phone] = [`${label}-${Date.now()}-net`, `Ravi ${label}${Date.now()}`, newPhone()];
  expect(await ingest([{ type: "retail.customer.changed.v1", subject: id, data: { id, name, phones: [phone] } }])).toBe(
    202,
  );
  const ask = `Writing from the train (${id})`;
  await text(pine, ask);
  const ana = await as("ana");
  await ana.goto("/inbox?view=place&sort=newest");
  await line(ana, ask).click();
  await ana.getByRole("button", { name: "Name or find them" }).click();
  const dialog = ana.getByRole("dialog");
  await dialog.getByLabel("Find a customer").fill(phone.slice(-4));
  await dialog.getByRole("button", { name: new RegExp(name) }).click();
  const reason = dialog.getByRole("textbox");
  await reason.fill("They read me the number of their order");
  const merge = dialog.getByRole("button", { name: "Merge", exact: true });

  await ana.context().setOffline(true);
  await merge.click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await expect(reason).toHaveValue("They read me the number of their order");
  await expect(merge).toBeEnabled();
  await ana.context().setOffline(false);

  // The request arrives, and its answer is lost.
  let requests = 0;
  let lose = () => {};
  const isLost = new Promise<void>((resolve) => {
    lose = resolve;
  });
  await ana.route(/customers\.merge/, async (route) => {
    if (++requests > 1) return route.continue();
    await route.fetch();
    await isLost;
    await route.abort("connectionreset");
  });
  await merge.click();
  await expect.poll(() => requests).toBe(1);
  await expect(dialog.getByRole("alert")).toHaveCount(0);
  lose();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await expect(reason).toHaveValue("They read me the number of their order");
  await merge.click();
  await expect(dialog).toBeHidden();
  expect(requests).toBe(2);
  await expect(ana.getByRole("list", { name: "Merged customers" }).getByRole("listitem")).toHaveCount(1);
  await expect(ana.getByRole("heading", { name })).toBeVisible();
});
