import type { Page, Route } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import type { ConversationRow } from "@/server/contract/conversations";
import type { PersonAccount } from "@/server/contract/team";
import { mutate, query } from "./api";
import { expect, login, test } from "./fixtures";
import { line, press, reply, text } from "./screens";
import { newPhone } from "./send-webhooks";

/* Every way to lose a conversation, on the screen of the person who loses it while they are writing. */

const CARD = { need: "Wants the boots in 42", facts: "", promises: "", consent: "" };

/** Calls a procedure as the person signed in on this page, for actions of other people. */
const call = <T>(page: Page, name: string, input: unknown) => mutate<T>(page.request, name, input);

const moved = (page: Page, title: string | RegExp) => page.getByRole("heading", { name: title });
const draft = (page: Page) => page.getByRole("textbox", { name: "Your unsent reply" });
const composer = (page: Page) => page.getByRole("textbox", { name: /^Reply to/ });

/** The push alone shows the change on this screen: until it is shown, nothing that the page fetches is answered. */
async function follows(page: Page, change: () => Promise<unknown>, shown: () => Promise<unknown>): Promise<void> {
  const held: Route[] = [];
  let isHeld = true;
  await page.route("**/api/trpc/**", (route) => {
    if (isHeld && route.request().method() === "GET") held.push(route);
    else return route.fallback();
  });
  await change();
  await shown();
  isHeld = false;
  for (const route of held) await route.fallback();
  await page.unroute("**/api/trpc/**");
}

test("a person who loses a conversation in any way sees it at once, and keeps their draft", async ({ as, world }) => {
  const [ana, cora, sue] = [await as("ana"), await as("cora"), await as("sue")];
  const [pine, center] = [world.pine.id, world.center.id];
  const { name: centerName } = world.center;

  /** A customer's question at Pine Street that Ana has claimed. */
  async function anas(): Promise<{ id: string; ask: string }> {
    const ask = `Boots in 42? ${newPhone()}`;
    await text(world.pine, ask);
    const { rows } = await query<{ rows: ConversationRow[] }>(sue.request, "conversations.list", {
      view: "all",
      placeId: pine,
    });
    const id = rows.find((row) => row.preview === ask)?.id as string;
    await call(ana, "conversations.claim", { conversationId: id });
    return { id, ask };
  }
  const offer = async (conversationId: string, to: object, timeoutSeconds = 3600): Promise<string> => {
    const input = { conversationId, to, card: CARD, timeoutSeconds };
    return (await call<ConversationRow>(ana, "conversations.transfer", input)).offer?.id as string;
  };
  /** Opens it without a reload, and writes. */
  async function writes(page: Page, { id, ask }: { id: string; ask: string }, words: string): Promise<void> {
    await line(page, ask).click();
    await expect(page).toHaveURL(new RegExp(id));
    await composer(page).fill(words);
  }
  async function isLost(page: Page, title: string | RegExp, words: string): Promise<void> {
    await expect(moved(page, title)).toBeVisible();
    await expect(draft(page)).toHaveValue(words);
    for (const name of ["Withdraw offer", "Accept", "Claim", "Send", "Resolve"])
      await expect(page.getByRole("button", { name, exact: true })).toHaveCount(0);
    await expect(page.getByRole("timer")).toHaveCount(0);
    await expect(page.getByRole("complementary", { name: "Customer details" })).toHaveCount(0);
    await press(page, "Back to the list");
    await expect(page).not.toHaveURL(/c=/);
  }

  await ana.goto("/inbox?view=all");
  await cora.goto("/inbox?view=all");

  // Expires during the test; ten seconds are the shortest duration of an offer.
  const late = await anas();
  await offer(late.id, { userId: world.cora.id }, 10);
  const other = await cora.context().newPage();
  await other.goto("/inbox?view=all");
  await writes(other, late, "I know this one");

  await test.step("transfer accepted", async () => {
    const one = await anas();
    const offerId = await offer(one.id, { placeId: center });
    await writes(ana, one, "before they took it");
    await expect(ana.getByRole("timer")).toBeVisible();
    await expect(ana.getByText(`You offered it to ${centerName}`)).toBeVisible();
    const accept = () => call(cora, "conversations.acceptOffer", { conversationId: one.id, offerId });
    await follows(ana, accept, () => expect(moved(ana, `This conversation moved to ${centerName}`)).toBeVisible());
    await isLost(ana, `This conversation moved to ${centerName}`, "before they took it");
    await expect(line(ana, one.ask)).toHaveCount(0);
  });

  await test.step("declined by its receiver: the sender keeps it, and the receiver is notified", async () => {
    const one = await anas();
    await offer(one.id, { userId: world.cora.id });
    await writes(cora, one, "not for me");
    await line(ana, one.ask).click();
    await expect(ana.getByRole("button", { name: "Withdraw offer" })).toBeVisible();
    await press(cora, "Decline…");
    await cora.getByLabel("Reason for declining").fill("The store has them");
    await press(cora, "Decline");
    await isLost(cora, "This transfer was declined", "not for me");
    await expect(ana.getByRole("timer")).toHaveCount(0);
    await expect(ana.getByText("Yours", { exact: true })).toBeVisible();
  });

  await test.step("withdrawn by its sender", async () => {
    const one = await anas();
    const offerId = await offer(one.id, { userId: world.cora.id });
    await writes(cora, one, "on my way");
    const withdraw = () => call(ana, "conversations.withdrawOffer", { conversationId: one.id, offerId });
    await follows(cora, withdraw, () => expect(moved(cora, "This transfer was withdrawn")).toBeVisible());
    await isLost(cora, "This transfer was withdrawn", "on my way");
  });

  await test.step("reassigned by one, to elsewhere and within the store", async () => {
    const one = await anas();
    await writes(ana, one, "two pairs left");
    const away = () => call(sue, "conversations.assign", { conversationId: one.id, to: { placeId: center } });
    await follows(ana, away, () => expect(moved(ana, `This conversation moved to ${centerName}`)).toBeVisible());
    await isLost(ana, `This conversation moved to ${centerName}`, "two pairs left");

    const here = await anas();
    await writes(ana, here, "still readable");
    const queue = () => call(sue, "conversations.assign", { conversationId: here.id, to: { placeId: pine } });
    await follows(ana, queue, () => expect(ana.getByText(/back in the queue of/)).toBeVisible());
    await expect(ana.getByRole("button", { name: "Claim", exact: true })).toBeVisible();
    await expect(composer(ana)).toHaveValue("still readable");
  });

  await test.step("reassigned in bulk, and back by its undo with the draft where it was", async () => {
    const one = await anas();
    const bulkId = uuidv7();
    await writes(ana, one, "asking the back room");
    const selection = { ids: [one.id] };
    const bulk = () => call(sue, "conversations.bulkAssign", { bulkId, selection, to: { placeId: center } });
    await follows(ana, bulk, () => expect(moved(ana, `This conversation moved to ${centerName}`)).toBeVisible());
    await expect(draft(ana)).toHaveValue("asking the back room");
    // What comes back is fetched.
    await call(sue, "conversations.undo", { undoId: bulkId });
    await expect(composer(ana)).toHaveValue("asking the back room");
    await expect(ana.getByText("Yours", { exact: true })).toBeVisible();
  });

  await test.step("the undo of a bulk move takes it from whoever got it", async () => {
    const one = await anas();
    const bulkId = uuidv7();
    await call(sue, "conversations.bulkAssign", {
      bulkId,
      selection: { ids: [one.id] },
      to: { userId: world.cora.id },
    });
    await writes(cora, one, "got it");
    const undo = () => call(sue, "conversations.undo", { undoId: bulkId });
    await follows(cora, undo, () => expect(moved(cora, /moved/)).toBeVisible());
    await isLost(cora, /This conversation moved/, "got it");
    const { row } = await query<{ row: ConversationRow }>(sue.request, "conversations.get", { conversationId: one.id });
    expect(row.assignee?.id).toBe(world.ana.id);
  });

  await test.step("lost while offline: the reply that waited comes back with its reason", async () => {
    const one = await anas();
    await writes(ana, one, "");
    await ana.context().setOffline(true);
    await reply(ana, "written offline");
    await expect(ana.getByRole("article", { name: "Your unsent message" })).toBeVisible();
    await call(sue, "conversations.assign", { conversationId: one.id, to: { placeId: center } });
    await ana.context().setOffline(false);
    const kept = ana.getByRole("region", { name: "A reply that was not sent" });
    await expect(kept.getByText("You no longer have access to this conversation.")).toBeVisible({ timeout: 60_000 });
    await expect(kept.getByRole("textbox")).toHaveValue("written offline");
    await press(ana, "Discard");
    await press(ana, "Back to the list");
  });

  await test.step("timed out", async () => {
    await expect(moved(other, "The time to accept this transfer ran out")).toBeVisible();
    await isLost(other, "The time to accept this transfer ran out", "I know this one");
    await line(ana, late.ask).click();
    await expect(ana.getByText("Yours", { exact: true })).toBeVisible();
    await expect(ana.getByRole("timer")).toHaveCount(0);
  });
});

test("a person whose places change, or who is disabled, sees so at once, and finds the draft when they are back", async ({
  as,
  world,
}) => {
  const [ben, adam] = [await as("ben"), await as("adam")];
  const ask = `Kayak racks? ${newPhone()}`;
  await text(world.harbor, ask);
  await ben.goto("/inbox?view=place&sort=newest");
  await line(ben, ask).click();
  await composer(ben).fill("we have three");
  const people = await query<PersonAccount[]>(adam.request, "team.accounts");
  const account = people.find((one) => one.id === world.ben.id) as PersonAccount;
  const { id: userId, email, name, role, scopeAll, regions, placeIds } = account;
  const worksAt = (ids: string[]) =>
    call(adam, "team.savePerson", { userId, email, name, role, scopeAll, regions, placeIds: ids });
  try {
    await worksAt([world.oldTown.id]);
    await expect(moved(ben, "You no longer have access to this conversation")).toBeVisible();
    await expect(draft(ben)).toHaveValue("we have three");
    await expect(line(ben, ask)).toHaveCount(0);
  } finally {
    await worksAt(placeIds);
  }
  await expect(composer(ben)).toHaveValue("we have three");

  try {
    await call(adam, "team.setDisabled", { userId, disabled: true });
    await expect(ben).toHaveURL(/\/login/);
    await expect(ben.getByText(/Your session has ended/)).toBeVisible();
  } finally {
    await call(adam, "team.setDisabled", { userId, disabled: false });
  }
  await login(ben, world.ben.email, { isThere: true });
  await expect(composer(ben)).toHaveValue("we have three");
});
