import { expect, test } from "./fixtures";
import { line, text } from "./screens";
import { ingest } from "./send-webhooks";

test("an item sold at the till changes on the open screen, with its source and age", async ({
  as,
  world: { label, pine },
}) => {
  const code = `${label}-${Date.now()}`;
  const level = (onHand: number, reserved = 0) => ({
    type: "retail.stock.level.changed.v1",
    subject: `${code}/${pine.code}`,
    data: { sku: code, place: pine.code, onHand, reserved },
  });
  const sku = { type: "retail.sku.changed.v1", subject: code, data: { code, title: "Lantern of the tests" } };
  expect(await ingest([sku, level(3)])).toBe(202);

  const ana = await as("ana");
  const ask = `Do you have ${code}?`;
  await text(pine, ask);
  await ana.goto("/inbox?view=place&sort=newest");
  await line(ana, ask).click();
  await ana.getByRole("tab", { name: "Stock" }).click();
  await ana.getByPlaceholder("Item name or SKU").fill(code);
  const card = ana.getByRole("article", { name: "Stock of Lantern of the tests" });
  await expect(card.getByText("3 available")).toBeVisible();
  await expect(card.getByText(/^Updated /)).toBeVisible();

  expect(await ingest([level(2, 1)])).toBe(202);
  await expect(card.getByText("1 available")).toBeVisible();
});
