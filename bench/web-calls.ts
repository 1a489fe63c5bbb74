import { type Browser, chromium } from "@playwright/test";
import { encode } from "next-auth/jwt";
import { makeConversation, makeEndpoint, makePlace, makeUser, SYSTEM } from "@/db/factories";
import { openPostgres } from "@/db/postgres";
import { findChromium } from "@/scripts/chromium.mjs";
import { wrapUpSeconds } from "@/server/domain/calls/settings";
import { saveSetting } from "@/server/domain/configuration/save-setting";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { saveConnection } from "@/server/domain/settings/connections";
import { AUDIO_ARGS } from "@/tests/hearing";
import { barePages } from "./bare-pages";
import { type CallPage, openCallPage, openShop, openVisitor } from "./call-pages";
import { type App, startApp } from "./processes";
import { percentile, round, say } from "./stats";

const ROUNDS = 20;
/** Browsers at one store, which all ring. */
const BROWSERS = 6;
const CONVERSATIONS = 30;
const WIDGET_KEY = "wk_bench";

/**
 * Calls from the web chat, in real browsers: how long a page that is reloaded in mid-call needs until it shows the call and plays
 * the customer again; one that rings, until it rings again; and how long a call rings elsewhere after somebody has answered it.
 */
export async function measureWebCalls(databaseUrl: string, secret: string) {
  say(`calls from the web at ${BROWSERS} browsers, ${ROUNDS} rounds`);
  const cookies = await seedStaff(databaseUrl, secret);
  const app = await startApp({ DATABASE_URL: databaseUrl, SECRET: secret });
  const browser = await chromium.launch({
    executablePath: await findChromium(),
    args: ["--no-sandbox", "--disable-dev-shm-usage", ...AUDIO_ARGS],
  });
  try {
    const bare = await barePages(browser, BROWSERS, ROUNDS);
    const ours = await measure(browser, app, cookies);
    const [bareClearMs, bareLoadMs] = [spread(bare.clear), spread(bare.load)];
    const clearP95Ratio = round(ours.clearMs.p95 / bareClearMs.p95);
    const result = { clearP95Ratio, ...ours, bareClearMs, bareLoadMs };
    say(`  ${JSON.stringify(result)}`);
    return result;
  } finally {
    await browser.close();
    await app.stop();
  }
}

const spread = (values: number[]) => ({
  p50: round(percentile(values, 0.5), 0),
  p95: round(percentile(values, 0.95), 0),
});

/** People of one store that can be called from its chat, who are rung again as soon as a call is over. @returns their cookies */
async function seedStaff(databaseUrl: string, secret: string): Promise<string[]> {
  const { db, close } = await openPostgres(databaseUrl, 2);
  const { id: placeId } = await makePlace(db, { name: "Bench store" });
  const ctx = createCtx({ db, actor: SYSTEM, now: () => new Date() });
  // The configuration of a connection is sealed with the server's secret.
  process.env.SECRET = secret;
  const chat = { kind: "webchat", account: "bench", label: "Chat", config: {} };
  const { id: connectionId } = await saveConnection(ctx, chat);
  await makeEndpoint(db, { placeId, channel: "webchat", connectionId, address: WIDGET_KEY });
  const scope = { kind: "organization" } as const;
  await saveSetting(ctx, { key: wrapUpSeconds.key, scope, own: { value: 0 }, expectedVersion: 0 });
  for (let n = 0; n < CONVERSATIONS; n++) await makeConversation(db, { placeId });
  const cookies: string[] = [];
  for (let n = 0; n < BROWSERS; n++) {
    const { actor } = await makeUser(db, { placeIds: [placeId] });
    cookies.push(await encode({ token: { sid: actor.sid }, secret, maxAge: 3600 }));
  }
  await close();
  return cookies;
}

async function measure(browser: Browser, app: App, cookies: readonly string[]) {
  const shop = await openShop(app.port, WIDGET_KEY);
  const staff: CallPage[] = [];
  for (const cookie of cookies) staff.push(await openCallPage(browser, app.port, cookie));
  const visitor = await openVisitor(browser, shop.url);
  const rounds: Round[] = [];
  try {
    // Once without measuring, for what the server and the browsers load the first time.
    for (let n = 0; n <= ROUNDS; n++) {
      const from = n % BROWSERS;
      const one = await oneCall([...staff.slice(from), ...staff.slice(0, from)], visitor);
      if (n > 0) rounds.push(one);
    }
    const of = (name: keyof Round) => spread(rounds.map((one) => one[name]));
    return {
      ...{ reloadInboxMs: of("inbox"), reloadRingMs: of("ring"), reloadBarMs: of("bar"), reloadAudioMs: of("audio") },
      clearMs: of("clear"),
    };
  } finally {
    shop.close();
  }
}

type Round = Record<"inbox" | "ring" | "bar" | "audio" | "clear", number>;

/** One call from its first ring to its end. @param staff the first answers; the second reloads while it rings */
async function oneCall(staff: readonly CallPage[], visitor: Awaited<ReturnType<typeof openVisitor>>): Promise<Round> {
  const [answering, reloading, ...others] = staff as [CallPage, CallPage, ...CallPage[]];
  const [inbox = Number.NaN] = await answering.reload(["inbox"]);
  for (const one of staff) await one.forget();
  await visitor.call();
  await Promise.all(staff.map((one) => one.has("ring")));
  const [ring = Number.NaN] = await reloading.reload(["ring"]);
  await answering.page.getByRole("button", { name: "Answer", exact: true }).click();
  const gone = await Promise.all([reloading, ...others].map((one) => one.lost("ring")));
  const clear = Math.max(...gone) - (await answering.clickedAt());
  await answering.has("audio");
  const [bar = Number.NaN, audio = Number.NaN] = await answering.reload(["bar", "audio"]);
  await visitor.hangUp();
  await answering.lost("bar");
  return { inbox, ring, bar, audio, clear };
}
