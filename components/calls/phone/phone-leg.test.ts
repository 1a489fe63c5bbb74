import { beforeEach, expect, test, vi } from "vitest";
import { attached, fakeStream, ME, plan } from "@/tests/media-leg";
import type { MediaEnvironment } from "../media/environment";
import type { CallTransportEvents } from "../media/transport";
import type { Phone, PhoneCall, PhoneEvents } from "./phone";
import { PhoneLeg } from "./phone-leg";

const { callId } = plan(1, []);
let microphone = fakeStream();
beforeEach(() => {
  microphone = fakeStream();
});

/** A leg whose phone, browser and server do what a test says. */
async function openLeg({ phone = true } = {}) {
  let fromPhone!: PhoneEvents;
  let fromServer!: CallTransportEvents;
  const [sounds, played]: [string[], unknown[]] = [[], []];
  const environment = {
    openSpeaker: () => ({
      play: (_: string, track: unknown) => void played.push(track),
      sound: (sound: string) => void sounds.push(sound),
      close() {},
    }),
  } as unknown as MediaEnvironment;
  const carry = (_: string, events: PhoneEvents) => {
    fromPhone = events;
  };
  const made: Phone = { ready: async () => {}, close() {}, carry };
  const leg = new PhoneLeg({
    ...{ callId, legId: ME, deviceId: ME, environment, input: async () => microphone.stream },
    phone: phone ? Promise.resolve(made) : Promise.reject(new Error("its code could not be loaded")),
    transport: {
      listen(events) {
        fromServer = events;
        events.connected();
        return () => {};
      },
      attach: async () => attached(plan(1, [])),
      signal() {},
      alive() {},
      announced() {},
    },
  });
  leg.start();
  await vi.waitFor(() => expect(leg.state.phase).toBe("attached"), 60_000);
  await vi.waitFor(() => expect(leg.state.microphone).toBe("open"), 60_000);
  const rings = (legId = ME) => {
    const call: PhoneCall = { answer: vi.fn(), replaceTrack: vi.fn(), sendKey: vi.fn(), hangUp: vi.fn() };
    return { call, isTaken: fromPhone.rings(legId, call, []) };
  };
  return { leg, rings, sounds, played, fromPhone: () => fromPhone, fromServer: () => fromServer };
}

test("the phone takes the call of its own leg with the microphone, and no other", async () => {
  const { leg, rings, fromPhone } = await openLeg();
  expect(leg.state.connection).toBe("connecting");
  expect(rings("another leg").isTaken).toBe(false);
  const { call, isTaken } = rings();
  expect(isTaken).toBe(true);
  expect(call.answer).toHaveBeenCalledWith(microphone.track, []);
  fromPhone().connected();
  expect(leg.state.connection).toBe("connected");
});

test("audio that broke off is recovering until the phone rings again, and what was heard is silent meanwhile", async () => {
  const { leg, rings, played, fromPhone } = await openLeg();
  const first = rings();
  fromPhone().connected();
  fromPhone().heard("the others" as never);
  fromPhone().hungUp(first.call);
  expect([leg.state.connection, played]).toEqual(["recovering", ["the others", null]]);
  const second = rings();
  fromPhone().connected();
  fromPhone().hungUp(first.call);
  expect([second.isTaken, leg.state.connection]).toEqual([true, "connected"]);
});

test("a phone whose audio finds no way says so after a while, and why, until it does", async () => {
  vi.useFakeTimers();
  const { leg, rings, fromPhone } = await openLeg();
  const { call } = rings();
  fromPhone().hungUp(call);
  await vi.advanceTimersByTimeAsync(11_000);
  expect(leg.state.noAudio).toBeNull();
  await vi.advanceTimersByTimeAsync(1000);
  expect(leg.state.noAudio).toBe("no_route");
  fromPhone().relayRefused();
  expect(leg.state.noAudio).toBe("relay_refused");
  rings();
  fromPhone().connected();
  expect(leg.state.noAudio).toBeNull();
  vi.useRealTimers();
});

test("a second call for the leg replaces the first", async () => {
  const { rings } = await openLeg();
  const first = rings();
  rings();
  expect(first.call.hangUp).toHaveBeenCalledOnce();
});

test("keys go to the call that the phone has now, and to none when it has none", async () => {
  const { leg, rings, fromPhone } = await openLeg();
  leg.sendKey("1");
  const { call } = rings();
  leg.sendKey("2");
  expect(call.sendKey).toHaveBeenCalledExactlyOnceWith("2");
  fromPhone().hungUp(call);
  leg.sendKey("3");
  expect(call.sendKey).toHaveBeenCalledOnce();
});

test("a leg that moved to another tab hangs up and takes no call any more", async () => {
  const { leg, rings, fromServer } = await openLeg();
  const { call } = rings();
  fromServer().plan(plan(2, [], { ended: "moved" }));
  expect(call.hangUp).toHaveBeenCalledOnce();
  expect([leg.state.phase, leg.state.ended, rings().isTaken]).toEqual(["ended", "moved", false]);
});

test("muting silences the microphone that the phone system hears", async () => {
  const { leg, rings } = await openLeg();
  rings();
  leg.setMuted(true);
  expect([microphone.track.enabled, leg.state.muted]).toEqual([false, true]);
});

test("a phone system that cannot be reached is said, and that it is back", async () => {
  const { leg, fromPhone } = await openLeg();
  fromPhone().reachable(false);
  expect(leg.state.isSystemDown).toBe(true);
  fromPhone().reachable(true);
  expect(leg.state.isSystemDown).toBe(false);
});

test("a phone whose code cannot be loaded counts as out of reach", async () => {
  const { leg } = await openLeg({ phone: false });
  expect(leg.state.isSystemDown).toBe(true);
});

test("only that a customer is being rung is heard from this browser; music and voices come from the phone system", async () => {
  const { sounds, fromServer } = await openLeg();
  fromServer().plan(plan(2, [], { sound: "ringback" }));
  fromServer().plan(plan(3, [], { sound: "hold" }));
  expect(sounds).toEqual(["none", "ringback", "none"]);
});
