import type { Locator, Page } from "@playwright/test";
import type { SettingView } from "@/server/contract/setting";
import type { PersonName } from "@/tests/world";
import { mutate, query } from "./api";
import { expect, test } from "./fixtures";
import { COOKIE, dataOf, expectTranslated, isData, look, NAMES, said, speakInChat } from "./pseudo";
import { text } from "./screens";
import { baseUrl, newPhone } from "./send-webhooks";
import type { World } from "./world";

const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } };

/** What the demo's retailer has its chat say first: a setting. */
const GREETING = "Hello! How can we help?";

/** A page in the pseudo-language, and what checks it. One page visits everything of its surface. */
type Visit = {
  page: Page;
  world: World;
  /** What is on screen now. */
  check: (where: string) => Promise<void>;
  button: (name: Parameters<typeof said>[0]) => Locator;
  /** Opens something that lies over the page, checks it and closes it. */
  over: (where: string, open: Locator | (() => Promise<void>)) => Promise<void>;
};

function visit(page: Page, world: World, data: Set<string>): Visit {
  const check = (where: string) => expectTranslated(page, data, where);
  return {
    page,
    world,
    check,
    button: (name) =>
      page
        .getByRole("button", { name: said(name) })
        .filter({ visible: true })
        .first(),
    async over(where, open) {
      const layer = page.locator("[role=dialog], [role=alertdialog], [role=menu]").filter({ visible: true });
      // Narrow screens have the customer's details in a sheet, below a dialog.
      const below = await layer.count();
      await (typeof open === "function" ? open() : open.click());
      await expect(layer).toHaveCount(below + 1);
      await check(where);
      await page.keyboard.press("Escape");
      await expect(layer).toHaveCount(below);
    },
  };
}

/** What lies over a conversation: menus, dialogs, sheets, and notices with Undo. */
async function aroundConversation({ page, check, button, over }: Visit): Promise<void> {
  const menu = button("thread.moreActions");
  await over("menu of a conversation", menu);
  for (const item of ["transferMore", "assignMore", "snoozeMore"] as const)
    await over(item, async () => {
      await menu.click();
      await page.getByRole("menuitem", { name: said(`actions.${item}`) }).click();
      await expect(page.getByRole("menu")).toHaveCount(0);
      await expect(page.getByRole("dialog")).toBeVisible();
    });
  const keyboard = async (keys: string) => {
    await page.getByRole("heading", { level: 2 }).first().focus();
    await page.keyboard.press(keys);
  };
  await over("shortcuts", () => keyboard("?"));
  await over("commands", () => keyboard("Control+k"));
  await over("destinations of a reply", button("composer.replyByChange"));
  const details = button("thread.showDetails");
  if (await details.isVisible()) await details.click();
  await over("opt-out", button("customers.consent.recordOptOut"));
  await over("who a customer is", button("merging.whoIsIt"));
  for (const tab of ["orders", "stock"] as const) {
    if (!(await page.getByRole("tab", { name: said(`customers.tabs.${tab}`) }).isVisible())) await details.click();
    await page.getByRole("tab", { name: said(`customers.tabs.${tab}`) }).click();
    if (tab === "stock")
      await page
        .getByRole("searchbox")
        .or(page.getByPlaceholder(said("commerce.itemOrSku")))
        .first()
        .fill("boot");
    await check(`customer details: ${tab}`);
  }
  await page.keyboard.press("Escape");
  await menu.click();
  await page.getByRole("menuitem", { name: said("actions.resolve") }).click();
  await expect(page.getByRole("button", { name: said("actions.undo.label") }).first()).toBeVisible();
  await check("a notice with Undo");
}

/** Administrators see a disabled person until `use` has run. */
async function withLeoDisabled({ page, world }: Visit, use: () => Promise<void>): Promise<void> {
  const set = (disabled: boolean) =>
    mutate(page.context().request, "team.setDisabled", { userId: world.leo.id, disabled });
  await set(true);
  await page.reload();
  await use();
  await set(false);
}

/** The settings of a place, which are all of them: every editor, and the history of a change. */
async function rulesOfPlace({ page, world, check, button, over }: Visit): Promise<void> {
  await page.getByRole("tab", { name: said("configuration.tab") }).click();
  const edit = page.getByRole("button", { name: said("configuration.editSetting") });
  await expect(edit.first()).toBeVisible();
  await check("hours and rules");
  await page.getByLabel(said("configuration.scope")).selectOption(`place ${world.outlet.id}`);
  await expect(page.getByRole("heading", { name: said("configuration.settings.hours.time_zone.label") })).toBeVisible();
  await check("hours and rules of a location");
  for (let n = 0; n < (await edit.count()); n++) await over(`setting ${n}`, edit.nth(n));
  const closures = page
    .getByRole("listitem")
    .filter({ has: page.getByRole("heading", { name: said("configuration.settings.hours.closures.label") }) });
  await closures.getByRole("button", { name: said("configuration.editSetting") }).click();
  await button("configuration.closures.add").click();
  await check("a new closure");
  await page
    .getByRole("dialog")
    .getByRole("button", { name: said("configuration.cancel") })
    .click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  const scope = { kind: "place", placeId: world.outlet.id };
  const change = (own: { value: number } | null, expectedVersion: number) =>
    mutate<{ version: number }>(page.context().request, "settings.save", {
      ...{ key: "conversations.reopen_window", scope, own, expectedVersion },
    });
  const before = await query<SettingView[]>(page.context().request, "settings.list", { scope });
  const { version } = await change(
    { value: 12 },
    before.find(({ key }) => key === "conversations.reopen_window")?.changed?.version ?? 0,
  );
  await expect(button("configuration.historyOf")).toBeVisible();
  await over("history of a setting", button("configuration.historyOf"));
  await change(null, version);
}

async function inSettings(visited: Visit): Promise<void> {
  const { page, check, button, over } = visited;
  await check("people");
  await over("a new person", button("settings.people.add"));
  const more = button("settings.people.more");
  await over("menu of a person", more);
  for (const item of ["setPassword", "disable"] as const)
    await over(item, async () => {
      await more.click();
      await page.getByRole("menuitem", { name: said(`settings.people.${item}`) }).click();
    });
  await withLeoDisabled(visited, () =>
    over("enabling a person", async () => {
      const row = page.getByRole("listitem").filter({ hasText: visited.world.leo.name });
      await row.getByRole("button", { name: said("settings.people.more") }).click();
      await page.getByRole("menuitem", { name: said("settings.people.enable") }).click();
      await expect(page.getByRole("menu")).toHaveCount(0);
    }),
  );
  await page.getByRole("tab", { name: said("settings.sections.channels") }).click();
  await check("channels");
  for (const kind of await channelsIn(page, button("settings.channels.addAccount")))
    await over(`a new account of ${kind}`, async () => {
      await button("settings.channels.addAccount").click();
      await page.getByRole("dialog").getByRole("combobox").first().selectOption(kind);
    });
  await over("a new address", button("settings.channels.addAddress"));
  await over("removing an address", button("settings.channels.removeThis"));
  await rulesOfPlace(visited);
}

async function channelsIn(page: Page, open: Locator): Promise<string[]> {
  await open.click();
  const kinds = page.getByRole("dialog").getByRole("combobox").first().locator("option");
  await expect(kinds.first()).toBeAttached();
  const values = await kinds.evaluateAll((options) => options.map((one) => (one as HTMLOptionElement).value));
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  return values;
}

const SURFACES: { name: string; path: string; person: PersonName; all?: (visit: Visit) => Promise<void> }[] = [
  { name: "inbox", path: "/inbox?view=all", person: "sue" },
  {
    name: "conversation",
    path: "/inbox?view=place&sort=newest",
    person: "ana",
    async all(visit) {
      const ask = `Do you have boots? ${newPhone()}`;
      await text(visit.world.pine, ask);
      await visit.page.getByRole("link").filter({ hasText: ask }).click();
      await expect(visit.page.getByRole("article").first()).toBeVisible();
      await visit.check("conversation");
      await aroundConversation(visit);
    },
  },
  {
    name: "board",
    path: "/board",
    person: "sue",
    async all({ page, check, button, over }) {
      await page.getByRole("checkbox").first().check();
      await check("board with a selection");
      await over("reassigning", button("board.reassign"));
    },
  },
  { name: "settings", path: "/settings", person: "adam", all: inSettings },
  {
    name: "account",
    path: "/account",
    person: "ana",
    async all({ check, button, over }) {
      await check("account");
      await over("account menu", button("shell.account.label"));
      await over("password", button("settings.account.changePassword"));
    },
  },
  {
    name: "saved replies",
    path: "/account/replies",
    person: "sue",
    async all({ check, button, over }) {
      await check("saved replies");
      await over("new saved reply", button("replies.library.add"));
    },
  },
  {
    name: "simulator",
    path: "/simulator",
    person: "ana",
    async all({ page, check, button }) {
      await expect(page.getByLabel(said("simulator.text.label"))).toBeVisible();
      await check("simulator");
      await page.getByLabel(said("simulator.text.label")).fill("?!");
      await button("simulator.send").click();
      await expect(page.getByText(said("simulator.events.texted")).first()).toBeVisible();
      await button("simulator.rush.start").click();
      await button("simulator.rush.stop").click();
      await expect(page.getByText(said("simulator.events.rushStopped")).first()).toBeVisible();
      await check("event log");
    },
  },
];

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const { name, path, person, all } of SURFACES)
    test(`${name}, ${size}: all text comes from the catalog, and longer text is not cut`, async ({ as, world }) => {
      const page = await as(person, { viewport, reducedMotion: "reduce" });
      await page.context().addCookies([{ ...COOKIE, url: baseUrl() }]);
      const data = dataOf(page, world);
      await page.goto(path);
      const visited = visit(page, world, data);
      await (all ? all(visited) : visited.check(name));
    });

  test(`sign-in, ${size}: all text comes from the catalog, and longer text is not cut`, async ({ page, context }) => {
    await page.setViewportSize(viewport);
    await context.addCookies([{ ...COOKIE, url: baseUrl() }]);
    await page.goto("/login");
    await expectTranslated(page, new Set(NAMES), "sign-in");
  });

  test(`chat, ${size}: all text comes from the catalog, and longer text is not cut`, async ({ page, shop, world }) => {
    await page.setViewportSize(viewport);
    await speakInChat(page);
    const data = dataOf(page, world).add(GREETING);
    await page.goto(await shop(world.outlet));
    const launcher = page.getByRole("button", { name: /⟦/ });
    await expect(launcher).toBeVisible();
    const closed = async () => (await look(page)).texts.filter((one) => !isData(one, data));
    await expect.poll(closed, { message: "the closed chat: text that is not in the catalog" }).toEqual([]);
    await launcher.click();
    const frame = await (await page.locator("iframe").elementHandle())?.contentFrame();
    if (!frame) throw new Error("the chat has no frame");
    await expectTranslated(frame, data, "an empty chat");
    await frame
      .getByRole("textbox", { name: /⟦Ɱéśśáǵé|⟦Ḿé/ })
      .last()
      .fill("?!");
    await frame.getByRole("textbox").last().press("Enter");
    await expect(frame.getByText("?!")).toBeVisible();
    await expectTranslated(frame, data, "a chat with a message");
  });
}

test("text in the code and text that is cut are both found", async ({ page, context }) => {
  await context.addCookies([{ ...COOKIE, url: baseUrl() }]);
  await page.goto("/login");
  await expect(page.getByText(/⟦/).first()).toBeVisible();
  await page.evaluate(() => {
    const add = (text: string, style: Partial<CSSStyleDeclaration> = {}) => {
      const box = document.body.appendChild(document.createElement("p"));
      box.textContent = text;
      Object.assign(box.style, style);
      return box;
    };
    add("Not in the catalog");
    add("⟦Śáṽé ťĥíś ñóẅ~~~~~~⟧", { width: "3rem", overflow: "hidden", whiteSpace: "nowrap" });
    add("⟦Ñ~⟧").setAttribute("aria-label", "Nor is this label");
  });
  const { texts, clipped } = await look(page);
  expect(texts.filter((one) => !isData(one, new Set(NAMES)))).toEqual(["Not in the catalog", "Nor is this label"]);
  expect(clipped).toEqual(["⟦Śáṽé ťĥíś ñóẅ~~~~~~⟧"]);
});
