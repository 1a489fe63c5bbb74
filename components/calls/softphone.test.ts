import { expect, test } from "vitest";
import { talking } from "@/tests/calls";
import { fakeMemory, fakePhone } from "@/tests/softphone";

const call = talking();
const line = { callId: call.id, legId: "leg-1", muted: false, provider: "web", isListening: false };

test("a tab that carries no call opens no audio for a call of this person elsewhere", () => {
  const { softphone, legs } = fakePhone();
  softphone.follow(line);
  expect([legs.length, softphone.state]).toEqual([0, { callId: null, media: null }]);
});

test("a tab that reloads in the middle of a call carries on with its audio, muted as it was", () => {
  const memory = fakeMemory();
  const { carry, legs, ...phone } = fakePhone(memory);
  carry(call);
  const reloaded = fakePhone(memory);
  reloaded.softphone.follow({ ...line, muted: true });
  expect(reloaded.legs.map(({ started, state }) => [started, state.muted])).toEqual([[1, true]]);
  expect(phone.softphone.deviceId).toBe(reloaded.softphone.deviceId);
});

test("a tab from which the call was taken over closes its audio and remembers it no longer", () => {
  const memory = fakeMemory();
  const phone = fakePhone(memory);
  phone.carry(call);
  phone.softphone.follow(line);
  phone.legs[0]?.change({ phase: "ended", ended: "moved" });
  expect(phone.legs[0]?.closed).toBe(1);
  expect([phone.softphone.state.callId, memory.getItem("storeline-call")]).toEqual([null, null]);
});

test("an older state of the call does not undo a mute that was just pressed", () => {
  const phone = fakePhone();
  phone.carry(call);
  const { softphone } = phone;
  softphone.follow(line);
  softphone.setMuted(true);
  softphone.follow({ ...line });
  expect(softphone.state.media?.muted).toBe(true);
});

test("when the call is over its audio is closed at once", () => {
  const memory = fakeMemory();
  const phone = fakePhone(memory);
  phone.carry(call);
  phone.softphone.follow(line);
  phone.softphone.follow(null);
  expect([phone.legs[0]?.closed, memory.getItem("storeline-call")]).toEqual([1, null]);
});

test("whoever listens opens no microphone until they speak, and keeps the audio when they take the call over", () => {
  const memory = fakeMemory();
  const phone = fakePhone(memory);
  const { softphone, legs } = phone;
  softphone.prepareToListen(call.id);
  softphone.follow({ ...line, isListening: true });
  expect(legs[0]?.inputs).toBe(0);
  softphone.follow({ ...line, isListening: false });
  expect(legs[0]?.inputs).toBe(1);
  softphone.follow({ ...line, legId: "leg-2" });
  expect(legs.map(({ started, closed }) => [started, closed])).toEqual([
    [1, 1],
    [1, 0],
  ]);
  expect([softphone.state.callId, memory.getItem("storeline-call")]).toEqual([call.id, call.id]);
});
