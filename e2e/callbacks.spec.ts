import type { APIRequestContext } from "@playwright/test";
import type { CallbackView } from "@/server/contract/callbacks";
import { mutate, query } from "./api";
import { expectAccessibleInBoth } from "./axe";
import { dueCallback, isDue, scheduleSoon, soon } from "./callbacks";
import { expect, test } from "./fixtures";
import { line, messages, openChat, press, TABLET, write } from "./screens";
import { bar, MICROPHONE } from "./web-calls";

/** Moves the callback with this reason to a moment from now: the field of the dialog has only minutes. */
async function makeDue(request: APIRequestContext, reason: string): Promise<void> {
  const { rows } = await query<{ rows: { callback: CallbackView }[] }>(request, "calls.callbacks", {});
  const callbackId = rows.find(({ callback }) => callback.reason === reason)?.callback.id;
  await mutate(request, "calls.rescheduleCallback", { callbackId, dueAt: soon(), assignee: "me", reason });
}

test("a callback is scheduled, changed, canceled and restored, rings its associate when it is due, and is done when the customer answers", async ({
  as,
  world,
  shop,
  browser,
}) => {
  const visitor = await (await browser.newContext(MICROPHONE)).newPage();
  await visitor.goto(await shop(world.pine));
  const chat = await openChat(visitor);
  await write(chat, "Please call me about the jacket");
  const [ana, abe] = await Promise.all([as("ana", { ...TABLET, ...MICROPHONE }), as("abe", TABLET)]);
  await Promise.all([ana.goto("/inbox?view=place&sort=newest"), abe.goto("/calls?tab=callbacks")]);
  await line(ana, "Please call me about the jacket").click();

  // From the phone button, with a suggested time, for the store.
  await press(ana, "Call");
  await ana.getByRole("menuitem", { name: "Schedule callback" }).click();
  const dialog = ana.getByRole("dialog", { name: /^Schedule a callback/ });
  await dialog.getByRole("group", { name: "Suggested times" }).getByRole("button").first().click();
  await dialog.getByRole("radio", { name: world.pine.name }).click();
  await dialog.getByRole("textbox", { name: "Reason (optional)" }).fill("Size of the jacket");
  await dialog.getByRole("button", { name: "Schedule callback" }).click();
  await expect(dialog).toHaveCount(0);
  const strip = ana.getByRole("region", { name: /^Callback to / });
  await expect(strip).toContainText("Size of the jacket");
  await expect(strip).toContainText(`for ${world.pine.name}`);

  // A colleague sees it on the page of calls, and cancels it; undoing that brings it back everywhere.
  const list = abe
    .getByRole("list", { name: "Callbacks" })
    .getByRole("listitem")
    .filter({ hasText: "Size of the jacket" });
  await expect(list).toBeVisible();
  await list.getByRole("button", { name: /^Cancel callback to/ }).click();
  // A toast stays while the pointer is over it.
  await abe.getByRole("button", { name: "Undo", exact: true }).hover();
  await expect(strip).toHaveCount(0);
  await press(abe, "Undo");
  await expect(strip).toBeVisible();
  await expect(list).toBeVisible();

  // Rescheduled for herself, it rings her when it is due, and nobody else.
  await strip.getByRole("button", { name: /^Reschedule/ }).click();
  const change = ana.getByRole("dialog", { name: /^Change the callback/ });
  await change.getByRole("radio", { name: "Me" }).click();
  await change.getByRole("button", { name: "Save" }).click();
  await expect(strip).toContainText(`for ${world.ana.name}`);
  await makeDue(ana.context().request, "Size of the jacket");
  await isDue(ana);
  const due = dueCallback(ana);
  await expect(due).toContainText("Size of the jacket");
  await expect(abe.getByRole("alertdialog")).toHaveCount(0);
  await due.getByRole("button", { name: "Call now" }).click();
  await expect(due).toHaveCount(0);
  await expect(bar(ana)).toContainText("Calling");
  await chat.getByRole("alertdialog", { name: "Call" }).getByRole("button", { name: "Answer" }).click();
  await expect(chat.getByRole("region", { name: "Call" })).toContainText("Connected with");
  await expect(strip).toHaveCount(0);
  await expect(list).toHaveCount(0);
  await press(ana, "End");
  await press(ana, "End call");
  await expect(messages(ana).getByText("Outgoing call · answered")).toBeVisible();
  await visitor.context().close();
});

test("an overdue callback of somebody who is away asks a colleague at the store, says why, and goes to them when they call", async ({
  as,
  world,
  shop,
  browser,
}) => {
  const visitor = await (await browser.newContext(MICROPHONE)).newPage();
  await visitor.goto(await shop(world.pine));
  const chat = await openChat(visitor);
  await write(chat, "Please call me about the boots");
  const [ana, abe] = await Promise.all([as("ana", TABLET), as("abe", { ...TABLET, ...MICROPHONE })]);
  await ana.goto("/inbox?view=place&sort=newest");
  await line(ana, "Please call me about the boots").click();
  await expect(ana).toHaveURL(/[?&]c=/);
  const conversationId = new URL(ana.url()).searchParams.get("c");
  await scheduleSoon(ana.context().request, conversationId, "Size of the boots");
  await isDue(ana);

  // A quarter of an hour later on his screen, Abe is left alone as long as she is available.
  await abe.clock.setSystemTime(new Date(Date.now() + 15 * 60_000));
  await abe.goto("/calls?tab=callbacks");
  const entry = abe.getByRole("list", { name: "Callbacks" }).getByRole("listitem").filter({ hasText: "boots" });
  await expect(entry).toContainText(`for ${world.ana.name}`);
  const due = dueCallback(abe);
  await expect(due).toHaveCount(0);
  await ana.getByRole("button", { name: /^Account/ }).click();
  await ana.getByRole("menuitemradio", { name: "Away" }).click();
  await expect(due).toBeVisible();
  await expect(due).toContainText(`${world.ana.name} is away`);
  await expect(entry).toContainText(`${world.ana.name} is away`);
  await expectAccessibleInBoth(abe);
  await due.getByRole("button", { name: "Call now" }).click();
  await expect(bar(abe)).toContainText("Calling");
  await expect(due).toHaveCount(0);
  await expect(entry).toContainText(`for ${world.abe.name}`);
  await chat.getByRole("alertdialog", { name: "Call" }).getByRole("button", { name: "Answer" }).click();
  await expect(entry).toHaveCount(0);
  await press(abe, "End");
  await press(abe, "End call");
  await expect(bar(abe)).toHaveCount(0);
  // The next journey of this world finds her available.
  await ana.getByRole("button", { name: /^Account/ }).click();
  await ana.getByRole("menuitemradio", { name: "Online" }).click();
  await expect(ana.getByRole("button", { name: /^Account.*Online/ })).toBeVisible();
  await visitor.context().close();
});
