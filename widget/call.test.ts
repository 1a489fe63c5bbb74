import { expect, test, vi } from "vitest";
import { MicrophoneError } from "@/components/calls/media/microphone";
import type { StartedWebCall } from "@/server/contract/call-media";
import { FakeLeg } from "@/tests/softphone";
import type { Answer } from "./api";
import { type CallPorts, WebCall } from "./call";
import type { SavedCall } from "./call-memory";

const STARTED: StartedWebCall = { callId: "id-1", legId: "leg", token: "token", place: "Pine Street" };
const SAVED: SavedCall = { ...STARTED, deviceId: "device", since: null };

function visitor({ saved = null as SavedCall | null, answer = { ok: STARTED } as Answer<StartedWebCall> } = {}) {
  const legs: FakeLeg[] = [];
  const stopped = vi.fn();
  const line = {
    hangUp: vi.fn(async () => true),
    answer: vi.fn(async () => true),
    decline: vi.fn(async () => true),
    close: vi.fn(),
  };
  let memory = saved;
  let ids = 0;
  const ports = {
    newId: () => `id-${++ids}`,
    memory: {
      get: () => memory,
      set: (call: SavedCall | null) => {
        memory = call;
      },
    },
    start: vi.fn(async () => answer),
    dial: vi.fn((_token: string, _refused: () => void) => ({ ...line, transport: null as never })),
    openMicrophone: vi.fn(async () => ({ getTracks: () => [{ stop: stopped }] }) as unknown as MediaStream),
    openLeg: () => {
      const leg = new FakeLeg();
      legs.push(leg);
      return leg;
    },
  } satisfies CallPorts;
  const call = new WebCall(ports);
  return { call, ports, legs, line, stopped, saved: () => memory, shown: () => call.state.phase };
}
const hearing = (change: Parameters<FakeLeg["change"]>[0]) =>
  ({ phase: "attached", connection: null, sound: "none", microphone: "open", ...change }) as const;

test("a call shows each of its states as the server's plan says it", async () => {
  const { call, legs, shown } = visitor();
  expect(shown()).toBe("confirming");
  await call.begin();
  const [leg] = legs as [FakeLeg];
  const seen = [shown()];
  for (const change of [
    hearing({ sound: "ringback" }),
    hearing({ connection: "connecting" }),
    hearing({ connection: "connected" }),
    hearing({ sound: "hold" }),
    hearing({ connection: "recovering" }),
    hearing({ connection: "connected" }),
  ]) {
    leg.change(change);
    seen.push(shown());
  }
  const states = ["connecting", "ringing", "connecting", "talking", "on_hold", "reconnecting", "talking"];
  expect(seen).toEqual(states);
});

test("audio that cannot connect is said until it can, and the call goes on", async () => {
  const { call, legs, shown, line } = visitor();
  await call.begin();
  const [leg] = legs as [FakeLeg];
  leg.change(hearing({ connection: "connecting", noAudio: "no_route" }));
  expect([call.state.hasNoAudio, shown()]).toEqual([true, "connecting"]);
  leg.change(hearing({ connection: "connected", noAudio: null }));
  expect([call.state.hasNoAudio, shown()]).toEqual([false, "talking"]);
  expect(line.hangUp).not.toHaveBeenCalled();
});

test.each([
  ["no_answer", "nobody"],
  ["hung_up", "hung_up"],
  ["lost", "lost"],
  ["moved", "moved"],
] as const)("a call that ends as %s says so at once, and is remembered no longer", async (ended, end) => {
  const { call, legs, saved } = visitor();
  await call.begin();
  legs[0]?.change({ phase: "ended", ended });
  expect([call.state.phase, call.state.end, saved()]).toEqual(["ended", end, null]);
  expect(legs[0]?.closed).toBe(1);
});

test("without a microphone nobody is called, and the visitor learns why", async () => {
  const { call, ports } = visitor();
  ports.openMicrophone.mockRejectedValueOnce(new MicrophoneError("denied"));
  await call.begin();
  expect([call.state.phase, call.state.problem]).toEqual(["confirming", "denied"]);
  expect(ports.start).not.toHaveBeenCalled();
});

test("a visitor who gives up while the browser asks calls nobody, and the microphone is closed again", async () => {
  const { call, ports, stopped } = visitor();
  const begun = call.begin();
  call.hangUp();
  await begun;
  expect([ports.start.mock.calls.length, stopped.mock.calls.length, call.state.phase]).toEqual([0, 1, "confirming"]);
});

test("a visitor who hangs up before the server has answered does not leave the store ringing", async () => {
  const { call, ports, line, legs } = visitor();
  ports.start.mockImplementationOnce(async () => {
    call.hangUp();
    return { ok: STARTED };
  });
  await call.begin();
  expect([line.hangUp.mock.calls.length, legs.length, call.state.phase]).toEqual([1, 0, "ended"]);
});

test("a call that the server refuses says why, and keeps no microphone open", async () => {
  const { call, stopped } = visitor({ answer: { failed: "refused", reason: "Calls are off here." } });
  await call.begin();
  expect([call.state.end, call.state.reason, stopped.mock.calls.length]).toEqual(["refused", "Calls are off here.", 1]);
});

test("starting again after a lost answer starts the same call", async () => {
  const { call, ports } = visitor({ answer: { failed: "away", reason: "" } });
  await call.begin();
  await call.begin();
  expect(ports.start.mock.calls).toEqual([["id-1"], ["id-1"]]);
});

test("a page that is loaded again carries on with the call and its time", () => {
  const { call, legs, ports } = visitor({ saved: { ...SAVED, since: 1000 } });
  expect([legs[0]?.started, call.state.phase, call.state.since]).toEqual([1, "connecting", 1000]);
  expect(ports.start).not.toHaveBeenCalled();
});

test("a call that the server no longer knows is over", () => {
  const { call, ports, saved } = visitor({ saved: SAVED });
  ports.dial.mock.calls[0]?.[1]();
  expect([call.state.phase, call.state.end, saved()]).toEqual(["ended", "lost", null]);
});

test("hanging up ends the call here at once and tells the server", async () => {
  const { call, legs, line } = visitor();
  await call.begin();
  call.hangUp();
  expect([call.state.phase, legs[0]?.closed]).toEqual(["ended", 1]);
  await vi.waitFor(() => expect(line.close).toHaveBeenCalled(), 60_000);
  expect(line.hangUp).toHaveBeenCalledOnce();
});

test("a call of the store rings until it is answered, with the microphone opened first", async () => {
  const { call, ports, line, legs, saved, shown } = visitor();
  call.ring(STARTED);
  expect(shown()).toBe("incoming");
  await call.accept();
  const [opened] = ports.openMicrophone.mock.invocationCallOrder;
  expect(line.answer.mock.invocationCallOrder[0]).toBeGreaterThan(opened as number);
  expect([legs[0]?.started, saved()?.callId, shown()]).toEqual([1, "id-1", "connecting"]);
  call.ring(null);
  expect(shown()).toBe("connecting");
});

test("without a microphone a call of the store goes on ringing, and says why", async () => {
  const { call, ports, line } = visitor();
  ports.openMicrophone.mockRejectedValueOnce(new MicrophoneError("denied"));
  call.ring(STARTED);
  await call.accept();
  expect([call.state.phase, call.state.problem, line.answer.mock.calls.length]).toEqual(["incoming", "denied", 0]);
});

test("a declined call of the store is over here at once, and the server learns of it", async () => {
  const { call, line, shown } = visitor();
  call.ring(STARTED);
  call.decline();
  expect([shown(), call.state.end]).toEqual(["ended", "hung_up"]);
  await vi.waitFor(() => expect(line.decline).toHaveBeenCalledOnce(), 60_000);
});

test("a ring that ends, or a call that is over before it is answered, was missed", async () => {
  const { call, line, shown, stopped } = visitor();
  call.ring(STARTED);
  call.ring(null);
  expect([shown(), call.state.end]).toEqual(["ended", "unanswered"]);
  call.ring(STARTED);
  line.answer.mockResolvedValueOnce(false);
  await call.accept();
  expect([shown(), call.state.end, stopped.mock.calls.length]).toEqual(["ended", "unanswered", 1]);
});

test("a call of the store does not disturb a call that goes on", async () => {
  const { call, shown } = visitor();
  await call.begin();
  call.ring({ ...STARTED, callId: "id-9" });
  expect(shown()).toBe("connecting");
});
