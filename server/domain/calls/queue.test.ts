import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { aCall } from "@/tests/a-call";
import { type Call, isWaiting, settle } from "./call";
import { promptEnded } from "./prompt-ended";
import { positionSounds } from "./queue";
import { ringNext } from "./ring-round";
import { answer, customerLeft } from "./talk";

const START = new Date(0);
const at = (seconds: number) => new Date(seconds * 1000);
const limits = { ringSeconds: 20, maxWaitSeconds: 300, voicemail: null };
const people = { owner: null, here: [{ id: "ana", name: "Ana" }], overflow: [] };
const waits = (call: Call, seconds: number, queue = { everySeconds: 60, ahead: 2, offersCallback: true }) => {
  ringNext(call, { ...people, ...limits, queue }, at(seconds));
  settle(call, at(seconds));
};
const ends = (call: Call, key: string | null, seconds: number) => {
  promptEnded(call, call.prompt?.id ?? "none", key, at(seconds));
  settle(call, at(seconds));
};

/** A customer who has waited for a minute, and is asked. */
function asked(): Call {
  const call = aCall({ startedAt: START });
  waits(call, 60);
  return call;
}

test("a waiting customer hears their position after the time that is set, and then as often, one at a time", () => {
  const call = aCall({ startedAt: START });
  waits(call, 59);
  expect(call.prompt).toBeNull();
  waits(call, 60);
  expect(call.prompt).toMatchObject({ purpose: "queue", keys: "1", waitSeconds: 4 });
  const first = call.prompt?.id;
  waits(call, 65);
  expect(call.prompt?.id).toBe(first);
  ends(call, null, 70);
  waits(call, 119);
  expect(call.prompt).toBeNull();
  waits(call, 120);
  expect(call.prompt?.id).not.toBe(first);
});

test("who comes back into the queue waits for their position anew", () => {
  const call = asked();
  ends(call, null, 70);
  Object.assign(call, { queuedAt: at(100), isReturned: true });
  waits(call, 159);
  expect(call.prompt).toBeNull();
  waits(call, 160);
  expect(call.prompt).not.toBeNull();
});

test("the position is said in sounds that we ship", () => {
  for (let ahead = 0; ahead < 12; ahead++)
    for (const sound of positionSounds(ahead))
      expect(existsSync(`docs/asterisk/sounds/en/${sound}.wav`), sound).toBe(true);
  expect([0, 1, 2, 9, 10].map(positionSounds)).toEqual([
    ["storeline-queue-next"],
    ["storeline-queue-one"],
    ["storeline-queue-there-are", "storeline-digit-2", "storeline-queue-callers"],
    ["storeline-queue-there-are", "storeline-digit-9", "storeline-queue-callers"],
    ["storeline-queue-many"],
  ]);
});

test("where no callback is offered, no key is asked for, and none is taken", () => {
  const call = aCall({ startedAt: START });
  waits(call, 60, { everySeconds: 60, ahead: 0, offersCallback: false });
  expect(call.prompt).toMatchObject({ sounds: ["storeline-queue-next"], keys: "", waitSeconds: 0 });
  ends(call, "1", 61);
  expect([call.prompt !== null, call.outcome]).toEqual([true, null]);
});

test("who asks to be called back is rung for no longer, hears a confirmation, and then the call ends", () => {
  const call = asked();
  expect(call.state).toBe("ringing");
  ends(call, "1", 62);
  expect(call).toMatchObject({ state: "queued", outcome: "callback", endedAt: null });
  expect(call.prompt).toMatchObject({ sounds: ["storeline-queue-callback"], keys: "" });
  expect(isWaiting(call)).toBe(false);
  expect(() => answer(call, "ana", { deviceId: "tab", sessionId: "session" }, at(63))).toThrow();
  waits(call, 400);
  expect(call.endedAt).toBeNull();
  ends(call, null, 401);
  expect(call).toMatchObject({ state: "ended", outcome: "callback" });
});

test("who hangs up during the confirmation is called back all the same", () => {
  const call = asked();
  ends(call, "1", 62);
  customerLeft(call, "hung_up", at(63));
  expect(call).toMatchObject({ outcome: "callback", endedAt: at(63) });
});

test("whoever answers while the offer plays has the customer, and a key that comes too late changes nothing", () => {
  const call = asked();
  const { id = "" } = call.prompt ?? {};
  answer(call, "ana", { deviceId: "tab", sessionId: "session" }, at(61));
  settle(call, at(61));
  promptEnded(call, id, "1", at(61));
  settle(call, at(61));
  expect(call).toMatchObject({ state: "connected", outcome: null, holderId: "ana", prompt: null });
});
