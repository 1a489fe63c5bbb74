import { EventEmitter } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { TokenAccount } from "@/server/contract/voice";
import type { PhoneCall, PhoneEvents } from "./phone";
import type { DeviceMedia, OpenDevice } from "./twilio-device";
import { TwilioPhone } from "./twilio-phone";

const track = (id: string) => ({ id, kind: "audio" }) as unknown as MediaStreamTrack;
const LEG = "0193a000-0000-7000-8000-000000000001";

/** The SDK, whose calls do what a test says. */
class FakeDevice extends EventEmitter {
  readonly calls: FakeCall[] = [];
  readonly tokens: string[] = [];
  readonly sent: unknown[] = [];
  isDestroyed = false;
  /** Connecting fails, or does not end. */
  static fails: "at once" | "never" | null = null;
  constructor(
    readonly account: TokenAccount,
    readonly media: DeviceMedia,
  ) {
    super();
    devices.push(this);
  }
  async connect({ params }: { params: Record<string, string> }) {
    if (FakeDevice.fails === "at once") throw new Error("31005");
    if (FakeDevice.fails === "never") return new Promise<never>(() => {});
    const call = new FakeCall(params.leg ?? "");
    const { sent: log } = this;
    const dtmf = {
      get canInsertDTMF() {
        return call.state === "open";
      },
      /** No tone ends while a test looks. */
      toneBuffer: "",
      insertDTMF(keys: string) {
        this.toneBuffer = keys;
        log.push(`key ${keys}`);
      },
    };
    const sender = { replaceTrack: async (sent: unknown) => void this.sent.push(sent), dtmf };
    const peer = { getSenders: () => [sender], addEventListener() {} };
    this.media.opened(peer as unknown as RTCPeerConnection);
    this.calls.push(call);
    return call;
  }
  updateToken = (token: string) => void this.tokens.push(token);
  destroy() {
    this.isDestroyed = true;
    for (const call of this.calls) call.end();
  }
}
class FakeCall extends EventEmitter {
  state = "connecting";
  constructor(readonly leg: string) {
    super();
  }
  status = () => this.state;
  disconnect = () => this.end();
  accept() {
    this.state = "open";
    this.emit("accept");
  }
  end(event = "disconnect") {
    if (this.state === "closed") return;
    this.state = "closed";
    this.emit(event);
  }
}

let devices: FakeDevice[];
let log: unknown[];
let current: PhoneCall | null;
let accounts: number;
let isServerAway: boolean;
let phone: TwilioPhone;
beforeEach(() => {
  vi.useFakeTimers();
  [devices, log, current, accounts, isServerAway] = [[], [], null, 0, false];
  FakeDevice.fails = null;
  phone = openPhone();
});
afterEach(() => {
  phone.close();
  vi.useRealTimers();
});

const openPhone = () =>
  new TwilioPhone(
    async () => {
      if (isServerAway) throw new Error("unavailable");
      return { kind: "token", token: `token ${++accounts}`, edges: ["roaming"] };
    },
    ((account: TokenAccount, media: DeviceMedia) => new FakeDevice(account, media)) as unknown as OpenDevice,
  );
const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const device = () => devices.at(-1) as FakeDevice;
const call = () => device().calls.at(-1) as FakeCall;

const ignore: PhoneEvents = {
  rings(_, offered) {
    current = offered;
    offered.answer(track("microphone"), []);
    return true;
  },
  ...{ connected() {}, relayRefused() {}, heard() {}, hungUp() {}, reachable() {} },
};

/** A leg with a microphone, which takes what the phone has for it. */
async function carry(takes = true): Promise<void> {
  phone.carry(LEG, {
    rings(legId, offered) {
      log.push(`rings ${legId === LEG}`);
      if (!takes) return false;
      current = offered;
      offered.answer(track("microphone"), []);
      return true;
    },
    connected: () => log.push("connected"),
    relayRefused() {},
    heard: ({ id }) => log.push(`heard ${id}`),
    hungUp: (ended) => log.push(`hung up ${ended === current}`),
    reachable: (isReachable) => log.push(isReachable ? "reachable" : "out of reach"),
  });
  await pass();
}

test("it connects for its leg, sends the microphone and passes on what is heard", async () => {
  await phone.ready();
  await carry();
  expect([call().leg, device().account.token]).toEqual([LEG, "token 1"]);
  call().accept();
  device().media.heard(track("customer"));
  expect(log).toEqual(["rings true", "reachable", "connected", "heard customer"]);
  expect(device().sent).toEqual([track("microphone")]);
  current?.replaceTrack(track("headset"));
  expect(device().sent).toEqual([track("microphone"), track("headset")]);
});

test("keys are sent in the audio, and nowhere before there is any", async () => {
  phone.carry(LEG, ignore);
  current?.sendKey("1");
  await pass();
  call().accept();
  current?.sendKey("2");
  expect(device().sent.filter((one) => typeof one === "string")).toEqual(["key 2"]);
});

test("keys that are pressed faster than their tones last are all sent", async () => {
  phone.carry(LEG, ignore);
  await pass();
  call().accept();
  for (const key of "207") current?.sendKey(key);
  expect(
    device()
      .sent.filter((one) => typeof one === "string")
      .at(-1),
  ).toBe("key 207");
});

test("a leg that is there before the token is connects once the token is", async () => {
  await carry();
  expect(devices).toHaveLength(1);
});

test.each(["disconnect", "cancel"])("after a %s it connects again, with a new token", async (event) => {
  await carry();
  call().accept();
  call().end(event);
  expect(log.at(-1)).toBe("hung up true");
  expect(device().isDestroyed).toBe(true);
  await pass(1000);
  expect([devices.length, device().account.token]).toEqual([2, "token 2"]);
  call().accept();
  expect(log.at(-1)).toBe("connected");
});

test.each(["error", "transportClose"])("an %s that ended the call without a word counts as its end", async (event) => {
  await carry();
  call().accept();
  call().end(event);
  await pass(1001);
  expect(devices).toHaveLength(2);
});

test("an error that a call survives changes nothing", async () => {
  await carry();
  call().accept();
  call().emit("error", { code: 53405 });
  await pass(2000);
  expect([devices.length, log.at(-1)]).toEqual([1, "connected"]);
});

test("a connection that cannot be made is tried again and again", async () => {
  FakeDevice.fails = "at once";
  await carry();
  await pass(2500);
  expect(devices.length).toBe(3);
  FakeDevice.fails = null;
  await pass(1000);
  call().accept();
  expect(log.slice(-2)).toEqual(["reachable", "connected"]);
});

test("a connection that takes too long is said to be out of reach, and begun anew", async () => {
  FakeDevice.fails = "never";
  await carry();
  await pass(10_000);
  expect(log).toContain("out of reach");
  FakeDevice.fails = null;
  await pass(1000);
  expect(devices).toHaveLength(2);
  call().accept();
  expect(log.slice(-2)).toEqual(["reachable", "connected"]);
});

test("a way that broke is out of reach until it is restored, and given up when that takes too long", async () => {
  await carry();
  call().accept();
  call().emit("reconnecting");
  expect(log.at(-1)).toBe("out of reach");
  call().emit("reconnected");
  expect(log.at(-1)).toBe("reachable");
  await pass(20_000);
  expect(devices).toHaveLength(1);
  call().emit("reconnecting");
  await pass(11_000);
  expect([devices.length, devices[0]?.isDestroyed]).toEqual([2, true]);
});

test("while the phone system cannot be reached answering is refused, and said so in a call", async () => {
  phone.close();
  isServerAway = true;
  phone = openPhone();
  const refused = expect(phone.ready()).rejects.toMatchObject({ problem: "phone_system" });
  await pass(6000);
  await refused;
  await carry();
  expect(log).toEqual(["out of reach"]);
  isServerAway = false;
  await pass(1000);
  call().accept();
  expect(log.slice(1)).toEqual(["rings true", "reachable", "connected"]);
});

test("hanging up ends the connection, and nothing connects again", async () => {
  await carry();
  call().accept();
  current?.hangUp();
  await pass(5000);
  expect([devices.length, device().isDestroyed, log.at(-1)]).toEqual([1, true, "connected"]);
});

test("a phone that is closed while it connects ends what comes of it", async () => {
  await phone.ready();
  const opening = carry();
  phone.close();
  await opening;
  await pass(5000);
  expect([devices.length, device().isDestroyed]).toEqual([1, true]);
});

test("a leg that is over is not connected", async () => {
  await carry(false);
  await pass(5000);
  expect([devices.length, log]).toEqual([0, ["rings true"]]);
});

test("a call that outlasts its token gets another one", async () => {
  await carry();
  call().accept();
  device().emit("tokenWillExpire");
  await pass();
  expect(device().tokens).toEqual(["token 2"]);
});
