import type { Frame, Page, Response } from "@playwright/test";
import { build } from "esbuild";
import { catalog } from "@/messages/catalog";
import { type Compiled, compileMessages } from "@/messages/compile";
import { pseudo } from "@/messages/pseudo";
import { bundlesIn } from "../scripts/build-widget.mjs";
import { expect } from "./fixtures";
import { baseUrl } from "./send-webhooks";
import type { World } from "./world";

/* The screens in the pseudo-language: naming what is on them, and finding text that is not in the catalog and text that is cut. */

export const COOKIE = { name: "storeline-pseudo", value: "1" };
/** Names that are the same in every language, and words that `Intl` writes. */
export const NAMES = ["Storeline", "PDF", "Twilio", "AM", "PM", "UTC", "Shop", "our shop", "Our shop"];

const WORKSPACE = catalog("workspace", "en");
type Words = { readonly [key: string]: string | Words };
type Path<W> = { [K in keyof W & string]: W[K] extends string ? K : `${K}.${Path<W[K]>}` }[keyof W & string];
type Key = Path<typeof WORKSPACE>;

/** The pseudo-language's text of a key, whatever its arguments are. */
export function said(key: Key): RegExp {
  const [last = "", ...path] = key.split(".").reverse();
  const text = path.reduceRight<Words>((words, step) => words[step] as Words, WORKSPACE)[last] as string;
  const message = pseudo(compileMessages({ text })).text as Compiled[string];
  const parts = typeof message === "string" ? [message] : (message as unknown as unknown[]);
  const literal = (part: string) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(parts.map((part) => (typeof part === "string" ? literal(part) : ".*")).join(""));
}

/** Every text that the server has sent: names, words of customers, labels of an account. It is data, in any language. */
export function dataOf(page: Page, world?: World): Set<string> {
  const data = new Set<string>(NAMES);
  if (world) for (const one of Object.values(world)) if (typeof one === "object") data.add(one.name);
  const collect = (value: unknown): void => {
    if (typeof value === "string") data.add(value.replace(/\s+/g, " ").trim());
    else if (value && typeof value === "object") for (const inner of Object.values(value)) collect(inner);
  };
  page.on("response", async (response: Response) => {
    if (/\/api\/(trpc|widget)|\/simulator\/api/.test(response.url())) await response.json().then(collect, () => {});
  });
  return data;
}

type Seen = { texts: string[]; clipped: string[] };
/** What a person sees or hears: texts outside of brackets, and boxes whose text is cut without an ellipsis. */
export const look = (page: Page | Frame): Promise<Seen> =>
  page.evaluate(() => {
    const seen: Seen = { texts: [], clipped: [] };
    const outside = (text: string) => text.replace(/⟦[^⟦⟧]*⟧/g, "").trim();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const box = node.parentElement;
      if (!box || box.closest("script, style, textarea, option, kbd, time, code") || !box.checkVisibility()) continue;
      const words = outside(node.textContent ?? "");
      if (/[A-Za-z]{2,}/.test(words) && !/[⟦⟧]/.test(box.textContent ?? "")) seen.texts.push(words);
      const style = getComputedStyle(box);
      const cuts = style.overflowX === "hidden" || style.overflowX === "clip";
      const isHidden = box.clientWidth <= 1;
      if (cuts && !isHidden && style.textOverflow !== "ellipsis" && box.scrollWidth > box.clientWidth + 1)
        seen.clipped.push(box.textContent ?? "");
    }
    for (const box of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]")) {
      if (box.closest("script, style, time") || !box.checkVisibility()) continue;
      for (const name of ["aria-label", "title", "placeholder", "alt"]) {
        const said = box.getAttribute(name) ?? "";
        if (/[A-Za-z]{2,}/.test(outside(said)) && !/[⟦⟧]/.test(said)) seen.texts.push(said);
      }
    }
    if (document.documentElement.scrollWidth > window.innerWidth + 1)
      seen.clipped.push("the page is wider than the screen");
    return seen;
  });

/** Whether all of it was sent by the server, or is a date, a time or an amount. */
export function isData(text: string, data: ReadonlySet<string>): boolean {
  const known = [...data].filter((one) => one.length > 1).sort((a, b) => b.length - a.length);
  let rest = text.replace(/\s+/g, " ");
  if ([...data].some((one) => one.includes(rest))) return true;
  for (const one of known) rest = rest.replaceAll(one, "");
  return !/[A-Za-z]{2,}/.test(
    rest.replace(/\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*/g, ""),
  );
}

/** @param where names what is open, for the report */
export async function expectTranslated(page: Page | Frame, data: Set<string>, where: string): Promise<void> {
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  await expect(page.getByText(/⟦/).first()).toBeVisible();
  // The simulator's page never stops asking.
  if (!page.url().endsWith("/simulator")) await page.waitForLoadState("networkidle");
  // Until what moves or loads a font has done so, and this process has read what the server has sent.
  const wrong = async () => {
    const { texts, clipped } = await look(page);
    return { notInCatalog: texts.filter((text) => !isData(text, data)), cut: clipped };
  };
  await expect.configure({ soft: true }).poll(wrong, { message: where }).toEqual({ notInCatalog: [], cut: [] });
}

/** Gives pages of other origins the chat and its button in the pseudo-language, built for this run. */
export async function speakInChat(page: Page): Promise<void> {
  const results = await Promise.all(bundlesIn(pseudo).map((bundle) => build({ ...bundle, write: false })));
  for (const { path, text } of results.flatMap(({ outputFiles }) => outputFiles ?? []))
    if (path.endsWith(".js"))
      await page.route(
        (url) => url.origin === baseUrl() && path.endsWith(`/public${url.pathname}`),
        (route) => route.fulfill({ contentType: "text/javascript", body: text }),
      );
}
