import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, chromium, type Page } from "@playwright/test";
import { build } from "esbuild";
import { uuidv7 } from "uuidv7";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from "vitest";
import { findChromium } from "@/scripts/chromium.mjs";
import type { CallSignal, CallSound, IceServer, MediaLink, MediaPlan } from "@/server/contract/call-media";
import { iceServers } from "@/server/lib/ice-servers";
import { AUDIO_ARGS, equip, type Heard, heard, type Voice } from "@/tests/hearing";
import { TurnServer } from "@/tests/turn-server";
import { UdpRelay } from "@/tests/udp-relay";
import type { MediaLeg } from "./media-leg";

let browser: Browser;
let server: Server;
let url: string;

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: ["tests/media-page.ts"],
    bundle: true,
    write: false,
    format: "iife",
    logLevel: "warning",
  });
  const html = `<!doctype html><title>Leg</title><script>${outputFiles?.[0]?.text}</script>`;
  server = createServer((_req, res) => res.setHeader("content-type", "text/html").end(html));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  browser = await chromium.launch({
    executablePath: await findChromium(),
    args: ["--no-sandbox", "--disable-dev-shm-usage", ...AUDIO_ARGS],
  });
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

type Party = { page: Page; legId: string; deviceId: string };
const opened: Page[] = [];
afterEach(async () => {
  for (const page of opened.splice(0)) await page.close();
});

/** A call whose server is this test: it hands out plans, and passes signals on. */
class TestCall {
  readonly callId = uuidv7();
  readonly parties = new Map<Voice, Party>();
  /** Signals the server passes on; a test may lose some. */
  passes: (signal: CallSignal) => boolean = () => true;
  /** Carries the audio in place of the direct way, where a test gives one. */
  relay: UdpRelay | null = null;
  iceServers: IceServer[] = [];
  private version = 0;
  private hearing: Partial<Record<Voice, Voice[]>> = {};
  private sounds: Partial<Record<Voice, CallSound>> = {};

  async join(voice: Voice): Promise<Party> {
    const page = await browser.newPage();
    opened.push(page);
    await equip(page, voice);
    const party = { page, legId: uuidv7(), deviceId: uuidv7() };
    this.parties.set(voice, party);
    await page.exposeFunction("toServer", (event: string, value: never) => this.receive(voice, event, value));
    await this.load(voice);
    return party;
  }

  /** Loads the party's page, as a reload does. */
  async load(voice: Voice): Promise<void> {
    const { page, legId, deviceId } = this.party(voice);
    await page.goto(url);
    await page.evaluate((leg) => (globalThis as unknown as { startLeg(leg: unknown): void }).startLeg(leg), {
      callId: this.callId,
      legId,
      deviceId,
    });
  }

  /** Decides who hears whom from now on. */
  async plan(hearing: typeof this.hearing, sounds: typeof this.sounds = {}): Promise<void> {
    this.hearing = hearing;
    this.sounds = sounds;
    this.version++;
    await Promise.all([...this.parties.keys()].map((voice) => this.push(voice, "call_plan", this.planOf(voice))));
  }

  party(voice: Voice): Party {
    return this.parties.get(voice) as Party;
  }

  private planOf(voice: Voice): MediaPlan {
    const mine = this.hearing[voice] ?? [];
    const names = [...this.parties.keys()];
    const links = names.flatMap((other): MediaLink[] => {
      const send = this.hearing[other]?.includes(voice) ?? false;
      const receive = mine.includes(other);
      const offers = names.indexOf(voice) < names.indexOf(other);
      return other !== voice && (send || receive) ? [{ legId: this.party(other).legId, send, receive, offers }] : [];
    });
    const sound = this.sounds[voice] ?? "none";
    return { callId: this.callId, legId: this.party(voice).legId, version: this.version, ended: null, links, sound };
  }

  private async receive(voice: Voice, event: string, value: never): Promise<unknown> {
    if (event === "call_attach") return { ok: true, data: { plan: this.planOf(voice), iceServers: this.iceServers } };
    if (event === "call_signal" && this.passes(value)) await this.pass(value);
    return null;
  }

  private async pass(signal: CallSignal): Promise<void> {
    const target = [...this.parties].find(([, { legId }]) => legId === signal.to)?.[0];
    const passed = this.relay ? await relayed(this.relay, signal) : signal;
    if (target && passed) await this.push(target, "call_signal", passed);
  }

  private async push(voice: Voice, event: string, value: unknown): Promise<void> {
    const { page } = this.party(voice);
    await page
      .evaluate(
        ([name, pushed]) =>
          (globalThis as unknown as { fromServer?(event: unknown, value: unknown): void }).fromServer?.(name, pushed),
        [event, value] as const,
      )
      .catch(() => {});
  }
}

async function relayed(relay: UdpRelay, signal: CallSignal): Promise<CallSignal | null> {
  const { description, candidate } = signal;
  // An offer that is sent again names the candidates found meanwhile: they would lead past the relay.
  if (description) {
    const sdp = description.sdp.replace(/a=candidate:.*\r\n/g, "");
    return { ...signal, description: { ...description, sdp } };
  }
  const replaced = candidate && (await relay.replace(candidate.candidate));
  if (candidate && !replaced) return null;
  return candidate ? { ...signal, candidate: { ...candidate, candidate: replaced as string } } : signal;
}

const hears = ({ page }: Party, expected: Heard[]) =>
  expect.poll(() => heard(page).catch(() => null), { timeout: 60_000, interval: 100 }).toEqual(expected);

async function talking(relay: UdpRelay | null = null) {
  const call = new TestCall();
  call.relay = relay;
  const [customer, ana] = [await call.join("customer"), await call.join("ana")];
  await call.plan({ customer: ["ana"], ana: ["customer"] });
  await hears(ana, ["customer"]);
  await hears(customer, ["ana"]);
  return { call, customer, ana };
}

const evaluate = <T>({ page }: Party, run: (leg: MediaLeg) => T) =>
  page.evaluate(`(${run.toString()})(globalThis.leg)`) as Promise<T>;

test("a caller who waits hears ringback, then both parties hear each other, and a muted one is not heard", async () => {
  const call = new TestCall();
  const customer = await call.join("customer");
  await call.plan({}, { customer: "ringback" });
  await hears(customer, ["ringback"]);
  const ana = await call.join("ana");
  await call.plan({ customer: ["ana"], ana: ["customer"] });
  await hears(customer, ["ana"]);
  await hears(ana, ["customer"]);
  await evaluate(ana, (leg) => leg.setMuted(true));
  await hears(customer, []);
  await hears(ana, ["customer"]);
});

test("a party on hold hears music and nobody, is heard by nobody, and comes back", async () => {
  const { call, customer, ana } = await talking();
  await call.plan({}, { customer: "hold" });
  await hears(customer, ["hold"]);
  await hears(ana, []);
  await call.plan({ customer: ["ana"], ana: ["customer"] });
  await hears(customer, ["ana"]);
  await hears(ana, ["customer"]);
});

test("a colleague is consulted in private, joins a three-way call, and goes on alone with the customer", async () => {
  const { call, customer, ana } = await talking();
  const ben = await call.join("ben");
  await call.plan({ ana: ["ben"], ben: ["ana"] }, { customer: "hold" });
  await hears(ben, ["ana"]);
  await hears(ana, ["ben"]);
  await hears(customer, ["hold"]);
  await call.plan({ customer: ["ana", "ben"], ana: ["customer", "ben"], ben: ["customer", "ana"] });
  await hears(customer, ["ana", "ben"]);
  await hears(ana, ["customer", "ben"]);
  await hears(ben, ["customer", "ana"]);
  await call.plan({ customer: ["ben"], ben: ["customer"] });
  await hears(customer, ["ben"]);
  await hears(ben, ["customer"]);
  await hears(ana, []);
});

test.each(["customer", "ana"] as const)(
  "after a reload of the page of %s both parties hear each other again",
  async (who) => {
    const { call, customer, ana } = await talking();
    await call.load(who);
    await hears(customer, ["ana"]);
    await hears(ana, ["customer"]);
  },
);

test("a connection whose network fails is found again when the network is back", async () => {
  const relay = new UdpRelay();
  onTestFinished(() => relay.close());
  const { customer, ana } = await talking(relay);
  const connection = () => evaluate(customer, (leg) => leg.state.connection);
  relay.isUp = false;
  await expect.poll(connection, { timeout: 40_000 }).toBe("recovering");
  await hears(customer, []);
  relay.isUp = true;
  await hears(customer, ["ana"]);
  await hears(ana, ["customer"]);
  await expect.poll(connection, { timeout: 20_000 }).toBe("connected");
});

test("signals lost on the way are sent again until the parties hear each other", async () => {
  const call = new TestCall();
  const [customer, ana] = [await call.join("customer"), await call.join("ana")];
  let lost = 0;
  call.passes = () => ++lost > 10;
  await call.plan({ customer: ["ana"], ana: ["customer"] });
  await hears(ana, ["customer"]);
  await hears(customer, ["ana"]);
});

/** Two parties between whom there is no direct way, and a TURN server. @param secret the one that our server has */
async function behindTurn(secret: string) {
  const [relay, turn] = [new UdpRelay(), await TurnServer.open("the secret of the TURN server")];
  onTestFinished(() => relay.close());
  onTestFinished(() => turn.close());
  relay.isUp = false;
  const call = new TestCall();
  call.relay = relay;
  call.iceServers = iceServers({ TURN_URLS: turn.urls, TURN_SECRET: secret }, new Date());
  const ana = await call.join("ana");
  await call.join("customer");
  await call.plan({ customer: ["ana"], ana: ["customer"] });
  return { relay, turn, noAudio: () => evaluate(ana, (leg) => leg.state.noAudio) };
}

test("a TURN server that refuses our secret is named as the reason once the audio could not connect, until it does", async () => {
  const { relay, turn, noAudio } = await behindTurn("another secret");
  await expect.poll(noAudio, { timeout: 30_000 }).toBe("relay_refused");
  expect([turn.refused > 0, turn.granted]).toEqual([true, 0]);
  relay.isUp = true;
  await expect.poll(noAudio, { timeout: 30_000 }).toBe(null);
});

test("a TURN server that takes our secret is not blamed for audio that cannot connect", async () => {
  const { turn, noAudio } = await behindTurn("the secret of the TURN server");
  await expect.poll(noAudio, { timeout: 30_000 }).toBe("no_route");
  expect([turn.refused, turn.granted > 0]).toEqual([0, true]);
});
