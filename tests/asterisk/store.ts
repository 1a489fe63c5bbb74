import { type Browser, type BrowserContext, chromium, type Page } from "@playwright/test";
import { asc, desc, eq } from "drizzle-orm";
import { build } from "esbuild";
import { expect, vi } from "vitest";
import type { Db, DbHandle } from "@/db/client";
import { makeEndpoint } from "@/db/factories";
import { callLegs, calls, sessions } from "@/db/schema";
import { findChromium } from "@/scripts/chromium.mjs";
import type { PersonActor } from "@/server/contract/team";
import { saveSetting } from "@/server/domain/configuration/save-setting";
import { freshPg } from "../fresh-pg";
import { AUDIO_ARGS, equip, heard, type Voice } from "../hearing";
import { type NodeProcess, ready } from "../node-process";
import { freePort } from "../pg";
import { startNode } from "../start-node";
import { cookieOf } from "../test-api";
import { type TwoStores, twoStores } from "../two-stores";
import type { Desk } from "./desk-page";
import type { OutsideCall } from "./phone-network";
import { openPhones, type Phones } from "./phones";
import type { Heard } from "./sound";
import { type AsteriskServer, TRUNK } from "./start-asterisk";

/** The numbers of Pine Street and Harbor. */
export const PINE = "+14155550100";
export const HARBOR = "+14155550101";
/** Whoever ends a call is rung by the next one at once; and no ring ends before a busy machine has answered it, or a test has seen why it ended. */
const OWN_SETTINGS = { "calls.wrap_up_seconds": 0, "calls.ring_seconds": 120, "calls.customer_ring_seconds": 120 };
const LIMIT = { timeout: 60_000, interval: 100 };

/** Two stores with a phone system, a server in a process of its own, and people at browsers that speak and listen. */
export type Store = Phones & {
  world: TwoStores;
  db: Db;
  server(): NodeProcess;
  /** Starts the server again on the same port and the same data, maybe with more settings. */
  restartServer(more?: Record<string, string>): Promise<void>;
  sit(person: "ana" | "abe" | "ben" | "sue"): Promise<Person>;
  /** Ends the sign-in of a person. */
  signOut(person: Person): Promise<void>;
  /** How the calls of a conversation ended, oldest first. */
  outcomes(conversationId: string): Promise<(string | null)[]>;
  /** The call that began last. @throws Error before the first */
  lastCall(): Promise<typeof calls.$inferSelect>;
  /** What the phone systems printed last, and the calls with their legs: for a test that failed. */
  report(): Promise<string>;
};

export type Person = {
  actor: PersonActor;
  page: Page;
  /** Runs in the page. */
  does<T, A>(run: (desk: Desk, input: A) => T | Promise<T>, input?: A): Promise<T>;
  answers(): Promise<void>;
  /** Waits for a call that rings on screen. */
  isRung(): Promise<void>;
  /** The calls that ring for them or that they are on, by id. */
  calls(): Promise<string[]>;
  /** Waits until no call rings for them and they are on none, and their page knows it: it takes no call for the next one. */
  isFree(): Promise<void>;
  holds(held: boolean): Promise<unknown>;
  hears(expected: Heard[]): Promise<void>;
  reload(): Promise<void>;
  leaves(): Promise<void>;
};

/** @param opening how the store is connected to telephones: by default through a trunk */
export async function openStore(opening: Promise<Phones> = openPhones()): Promise<Store> {
  const [phones, database, script] = await Promise.all([opening, freshPg(), bundle()]);
  const handle: DbHandle = await database.open(4);
  const world = await twoStores(handle.db);
  for (const [key, value] of Object.entries(OWN_SETTINGS))
    await saveSetting(world.system(), { key, scope: { kind: "organization" }, own: { value }, expectedVersion: 0 });
  await makeEndpoint(handle.db, { placeId: world.pine.id, address: PINE });
  await makeEndpoint(handle.db, { placeId: world.harbor.id, address: HARBOR });
  const port = await freePort();
  const { url, user, password, app, sipUrl } = phones.edge.settings;
  const start = async (more: Record<string, string> = {}) => {
    const node = await startNode({
      ...more,
      ...{ PORT: String(port), DATABASE_URL: database.url },
      ...{ ASTERISK_ARI_URL: url, ASTERISK_ARI_USER: user, ASTERISK_ARI_PASSWORD: password },
      ...{ ASTERISK_ARI_APP: app, ASTERISK_SIP_URL: sipUrl, ASTERISK_TRUNK: TRUNK },
    });
    await vi.waitFor(async () => expect(await ready(port)).toBe(200), { timeout: 60_000, interval: 50 });
    return node;
  };
  let node = await start();
  const browser = await chromium.launch({
    executablePath: await findChromium(),
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--allow-loopback-in-peer-connection", ...AUDIO_ARGS],
  });
  return {
    ...phones,
    world,
    db: handle.db,
    server: () => node,
    async restartServer(more) {
      node = await start(more);
    },
    sit: (person) => sit(browser, world[person], { voice: person === "abe" ? "cora" : person, port, script }),
    async signOut({ actor }) {
      await handle.db.update(sessions).set({ endedAt: world.now() }).where(eq(sessions.id, actor.sid));
    },
    async outcomes(conversationId) {
      const ended = await handle.db
        .select({ outcome: calls.outcome })
        .from(calls)
        .where(eq(calls.conversationId, conversationId))
        .orderBy(asc(calls.startedAt));
      return ended.map(({ outcome }) => outcome);
    },
    lastCall: () => lastCallIn(handle.db),
    async report() {
      const [rows, legs] = [await handle.db.select().from(calls), await handle.db.select().from(callLegs)];
      const last = ({ console }: AsteriskServer) => console().split("\n").slice(-40).join("\n");
      return [last(phones.edge), last(phones.network), ...[...rows, ...legs].map((row) => JSON.stringify(row))].join(
        "\n",
      );
    },
    async close() {
      await browser.close();
      await node.stop();
      await database.close();
      await phones.close();
    },
  };
}

async function lastCallIn(db: Db) {
  const [last] = await db.select().from(calls).orderBy(desc(calls.startedAt)).limit(1);
  if (!last) throw new Error("no call yet");
  return last;
}

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    ...{ entryPoints: ["tests/asterisk/desk-page.ts"], bundle: true, write: false, format: "iife" },
    define: { "process.env.NODE_ENV": '"test"', global: "globalThis" },
    logLevel: "warning",
  });
  return outputFiles?.[0]?.text ?? "";
}

type Seat = { voice: Voice; port: number; script: string };

async function sit(browser: Browser, actor: PersonActor, { voice, port, script }: Seat): Promise<Person> {
  const context: BrowserContext = await browser.newContext();
  const [name = "", value = ""] = (await cookieOf(actor)).split(/=(.*)/s);
  const origin = `http://127.0.0.1:${port}`;
  await context.addCookies([{ name, value, url: origin }]);
  const page = await context.newPage();
  await equip(page, voice);
  const html = `<!doctype html><title>${actor.name}</title><script>${script.replaceAll("</script", "<\\/script")}</script>`;
  await page.route("**/desk?*", (route) => route.fulfill({ contentType: "text/html", body: html }));
  const load = async () => {
    await page.goto(`${origin}/desk?me=${actor.id}`);
    await page.waitForFunction(() => globalThis.desk !== undefined);
  };
  await load();
  const does: Person["does"] = (run, input) =>
    page.evaluate(`(${run.toString()})(globalThis.desk, ${JSON.stringify(input ?? null)})`);
  const calls: Person["calls"] = () =>
    does((desk) => desk.client.calls.mine.query().then((mine) => mine.map(({ id }) => id)));
  return {
    ...{ actor, page, does, calls },
    answers: () => does((desk) => desk.answer()),
    isRung: async () => void (await expect.poll(() => does((desk) => desk.ringing().length), LIMIT).toBe(1)),
    async isFree() {
      await expect.poll(calls, LIMIT).toEqual([]);
      await expect.poll(() => does((desk) => desk.calls.length), LIMIT).toBe(0);
    },
    holds: (held) =>
      does((desk, value) => desk.client.calls.hold.mutate({ callId: desk.mine()?.id ?? "", held: value }), held),
    hears: (expected) => hearing(() => heard(page).catch(() => null), expected, actor.name),
    reload: load,
    leaves: () => context.close(),
  };
}

/** Waits until a telephone outside hears exactly this. */
export const phoneHears = (call: OutsideCall, expected: Heard[]): Promise<void> =>
  hearing(async () => call.heard(), expected, "the telephone");

/** Twice in a row: a moment between two states is no proof of either. */
async function hearing(listen: () => Promise<Heard[] | null>, expected: Heard[], who: string): Promise<void> {
  let streak = 0;
  await vi.waitFor(
    async () => {
      const now = await listen();
      streak = JSON.stringify(now) === JSON.stringify(expected) ? streak + 1 : 0;
      if (streak < 3) throw new Error(`${who} hears ${JSON.stringify(now)} instead of ${JSON.stringify(expected)}`);
    },
    { timeout: 60_000, interval: 150 },
  );
}
