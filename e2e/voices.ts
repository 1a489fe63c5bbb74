import { chromium, type Frame, type Page } from "@playwright/test";
import { AUDIO_ARGS, equip, type Heard, heard, type Voice } from "@/tests/hearing";
import { signIn } from "./api";
import { expect, test as journey } from "./fixtures";
import { baseUrl } from "./send-webhooks";
import { MICROPHONE } from "./web-calls";

type Voices = {
  /** A page whose microphone speaks a tone of its own. */
  open: (voice: Voice, options?: object) => Promise<Page>;
  /** The same, signed in. */
  signedIn: (voice: Voice, person: { email: string }, path: string, options?: object) => Promise<Page>;
};

/** Each journey has a browser of its own, in which each party speaks a tone of its own, and addresses are not hidden from each other. */
export const test = journey.extend<Voices>({
  async open({ noForeignRequests }, use) {
    const browser = await chromium.launch({
      executablePath: process.env.CHROMIUM_PATH as string,
      args: ["--no-sandbox", "--disable-dev-shm-usage", ...AUDIO_ARGS],
    });
    await use(async (voice, options = {}) => {
      const context = await browser.newContext({ baseURL: baseUrl(), ...MICROPHONE, ...options });
      noForeignRequests(context);
      const page = await context.newPage();
      await equip(page, voice);
      return page;
    });
    await browser.close();
  },
  async signedIn({ open }, use) {
    await use(async (voice, { email }, path, options) => {
      const page = await open(voice, options);
      expect(await signIn(page.context().request, email)).toBe(true);
      await page.goto(path);
      return page;
    });
  },
});

/** The frame of the chat in the retailer's page. A page that is being reloaded has none yet. */
export const chatIn = (page: Page) => page.frames().find((frame) => frame.url().includes("/widget/frame.html"));

/** Waits until a page, or the frame of the chat in it, plays exactly this. A page that is being reloaded plays nothing yet. */
export const hears = (place: () => Page | Frame | undefined, expected: Heard[]) =>
  expect.poll(() => heardIn(place()), { timeout: 60_000 }).toEqual(expected);

const heardIn = (place: Page | Frame | undefined) => (place ? heard(place).catch(() => null) : null);
