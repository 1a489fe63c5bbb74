import type { Page, Response } from "@playwright/test";
import { expect, test } from "./fixtures";
import { baseUrl } from "./send-webhooks";

const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } };
const SCREENS = [
  { name: "inbox", path: "/inbox?view=all", person: "sue", opens: false },
  { name: "conversation", path: "/inbox?view=all", person: "sue", opens: true },
  { name: "board", path: "/board", person: "sue", opens: false },
  { name: "settings", path: "/settings", person: "adam", opens: false },
  { name: "account", path: "/account", person: "ana", opens: false },
] as const;

/** Names that are the same in every language. */
const NAMES = ["Storeline", "SMS", "Web chat", "PDF", "Twilio"];

/** Every text that the server has sent: names, messages, account labels. This is data, in any language. */
function dataOf(page: Page): Set<string> {
  const data = new Set<string>(NAMES);
  const collect = (value: unknown): void => {
    if (typeof value === "string") data.add(value.replace(/\s+/g, " ").trim());
    else if (value && typeof value === "object") for (const inner of Object.values(value)) collect(inner);
  };
  page.on("response", async (response: Response) => {
    if (response.url().includes("/api/trpc")) await response.json().then(collect, () => {});
  });
  return data;
}

type Seen = { texts: string[]; clipped: string[] };
/** The visible texts outside of brackets, and boxes whose text is cut without an ellipsis. */
const look = (page: Page): Promise<Seen> =>
  page.evaluate(() => {
    const seen: Seen = { texts: [], clipped: [] };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const box = node.parentElement;
      if (!box || box.closest("script, style, textarea, option, kbd, time, code") || !box.checkVisibility()) continue;
      const words = (node.textContent ?? "").replace(/⟦[^⟦⟧]*⟧/g, "").trim();
      if (/[A-Za-z]{2,}/.test(words) && !/[⟦⟧]/.test(box.textContent ?? "")) seen.texts.push(words);
      const style = getComputedStyle(box);
      const cuts = style.overflowX === "hidden" || style.overflowX === "clip";
      const isHidden = box.clientWidth <= 1;
      if (cuts && !isHidden && style.textOverflow !== "ellipsis" && box.scrollWidth > box.clientWidth + 1)
        seen.clipped.push(box.textContent ?? "");
    }
    if (document.documentElement.scrollWidth > window.innerWidth + 1)
      seen.clipped.push("the page is wider than the screen");
    return seen;
  });

/** Whether the text was sent by the server, or is a date, a time or an amount. */
function isData(text: string, data: ReadonlySet<string>): boolean {
  const known = [...data].filter((one) => one.length > 1).sort((a, b) => b.length - a.length);
  let rest = text.replace(/\s+/g, " ");
  if ([...data].some((one) => one.includes(rest))) return true;
  for (const one of known) rest = rest.replaceAll(one, "");
  return !/[A-Za-z]{2,}/.test(
    rest.replace(/\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*/g, ""),
  );
}

async function expectTranslated(page: Page, data: Set<string>): Promise<void> {
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  await expect(page.getByText(/⟦/).first()).toBeVisible();
  await page.waitForLoadState("networkidle");
  const { texts, clipped } = await look(page);
  expect(
    texts.filter((text) => !isData(text, data)),
    "text that is not in the catalog",
  ).toEqual([]);
  expect(clipped, "text that is cut").toEqual([]);
}

const COOKIE = { name: "storeline-pseudo", value: "1" };

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const screen of SCREENS)
    test(`${screen.name}, ${size}: all text comes from the catalog, and longer text is not cut`, async ({
      as,
      world,
    }) => {
      const page = await as(screen.person, { viewport, reducedMotion: "reduce" });
      await page.context().addCookies([{ ...COOKIE, url: baseUrl() }]);
      const data = dataOf(page);
      for (const one of Object.values(world)) if (typeof one === "object") data.add(one.name);
      await page.goto(screen.path);
      if (screen.opens) {
        await page.locator("[data-row]").first().click();
        await expect(page.getByRole("article").first()).toBeVisible();
      }
      await expectTranslated(page, data);
    });

  test(`sign-in, ${size}: all text comes from the catalog, and longer text is not cut`, async ({ page, context }) => {
    await page.setViewportSize(viewport);
    await context.addCookies([{ ...COOKIE, url: baseUrl() }]);
    await page.goto("/login");
    await expectTranslated(page, new Set(NAMES));
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
    };
    add("Not in the catalog");
    add("⟦Śáṽé ťĥíś ñóẅ~~~~~~⟧", { width: "3rem", overflow: "hidden", whiteSpace: "nowrap" });
  });
  const { texts, clipped } = await look(page);
  expect(texts.filter((text) => !isData(text, new Set(NAMES)))).toEqual(["Not in the catalog"]);
  expect(clipped).toEqual(["⟦Śáṽé ťĥíś ñóẅ~~~~~~⟧"]);
});
