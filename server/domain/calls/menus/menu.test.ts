import { describe, expect, test } from "vitest";
import type { CallPrompt } from "@/server/contract/live-calls";
import type { PlayedMenu } from "@/server/contract/menu-walk";
import { aCall } from "@/tests/a-call";
import { type Call, settle } from "../call";
import { LOST_AFTER_MS, tick } from "../liveness";
import { longestMs } from "../prompt";
import { promptEnded } from "../prompt-ended";
import { customerLeft } from "../talk";
import { type MenuFacts, startMenu } from "./menu";

const at = (seconds: number) => new Date(seconds * 1000);
const option = { placeId: null, language: null, sound: null, place: null };
const HARBOR = { id: "harbor", kind: "store" as const, name: "Harbor" };
const PLAYED: PlayedMenu = {
  greeting: null,
  options: [
    { ...option, key: "1", action: "order_status" },
    { ...option, key: "2", action: "place", placeId: HARBOR.id, place: HARBOR },
    { ...option, key: "4", action: "voicemail" },
    { ...option, key: "5", action: "language", language: "es" },
  ],
};
const FACTS: MenuFacts = {
  status: "ready",
  takesWork: new Set([HARBOR.id]),
  voicemail: { maxSeconds: 60, isClosed: false },
};

function inMenu(): Call {
  const call = aCall({ startedAt: at(0) });
  startMenu(call, PLAYED, at(0));
  settle(call, at(0));
  return call;
}
/** Each key, or none in time, ends the prompt of the moment. */
function press(call: Call, keys: readonly (string | null)[], seconds = 10, facts: MenuFacts = FACTS): Call {
  for (const key of keys) {
    promptEnded(call, call.prompt?.id ?? "none", key, at(seconds), facts);
    settle(call, at(seconds));
  }
  return call;
}
const pressed = (...keys: (string | null)[]) => press(inMenu(), keys);
const hangsUp = (call: Call, seconds: number) => {
  customerLeft(call, "hung_up", at(seconds));
  settle(call, at(seconds));
  return call;
};

test("a call begins in the menu: its customer hears it, and does not wait yet", () => {
  expect(inMenu()).toMatchObject({ state: "menu", queuedAt: null, prompt: { purpose: "menu" } });
});

describe("ways out of the menu", () => {
  test("a chosen place, where the customer waits from then on", () => {
    expect(pressed("2")).toMatchObject({ state: "queued", placeId: "harbor", queuedAt: at(10), prompt: null });
  });
  test("the place of the number instead of one that has stopped taking work meanwhile", () => {
    const call = press(inMenu(), ["2"], 10, { ...FACTS, takesWork: new Set() });
    expect(call).toMatchObject({ state: "queued", placeId: "pine" });
  });
  test("a message that the customer asked for, with a greeting of its own", () => {
    expect(pressed("4")).toMatchObject({ state: "voicemail", voicemail: { greeting: "message" }, queuedAt: at(10) });
  });
  test("the place of the number where no message can be taken", () => {
    expect(press(inMenu(), ["4"], 10, { ...FACTS, voicemail: null }).state).toBe("queued");
  });
  test("a person at the place of the number, after the status of an order", () => {
    expect(pressed("1", "1")).toMatchObject({ state: "queued", placeId: "pine" });
  });
  test("the place of the number, after hearing that somebody helps, without a status that can be said", () => {
    const call = press(inMenu(), ["1"], 10, { ...FACTS, status: null });
    expect([call.state, call.prompt?.sounds]).toEqual(["menu", ["storeline-menu-no-status"]]);
    expect(press(call, [null])).toMatchObject({ state: "queued", placeId: "pine" });
  });
  test.each([[[null, null]], [["7", "8"]]])("the place of the number after %j", (keys) => {
    expect(pressed(...keys).state).toBe("menu");
    expect(pressed(...keys, null)).toMatchObject({ state: "queued", placeId: "pine" });
  });
  test("hanging up, which is a missed call", () => {
    expect(hangsUp(inMenu(), 5)).toMatchObject({ state: "ended", outcome: "missed" });
  });
  test("a lost line", () => {
    const call = inMenu();
    tick(call, { gone: new Set(), watchedSince: new Date(0) }, new Date(LOST_AFTER_MS));
    settle(call, new Date(LOST_AFTER_MS));
    expect(call.state).toBe("ended");
  });
  test("a phone system that never says that a prompt is over: no step takes longer than what is said, a key and a margin", () => {
    const call = inMenu();
    const steps: { seconds: number; most: number }[] = [];
    let began = 0;
    let said = call.prompt;
    for (let seconds = 1; seconds <= 600 && call.state === "menu"; seconds++) {
      for (const leg of call.legs) leg.aliveAt = at(seconds);
      tick(call, { gone: new Set(), watchedSince: new Date(0) }, at(seconds));
      settle(call, at(seconds));
      if (call.prompt === said) continue;
      steps.push({ seconds: seconds - began, most: longestMs(said as CallPrompt) / 1000 });
      [began, said] = [seconds, call.prompt];
    }
    expect(call.state).toBe("queued");
    expect(steps).toHaveLength(3);
    for (const { seconds, most } of steps) expect(seconds).toBeLessThanOrEqual(most + 1);
    expect(began).toBeLessThan(120);
  });
});

describe("a call is answered by the menu", () => {
  test("when its customer has heard the status and hangs up", () => {
    expect(hangsUp(pressed("1"), 13)).toMatchObject({ state: "ended", outcome: "self_service" });
    expect(hangsUp(pressed("1", null), 20).outcome).toBe("self_service");
  });
  test("but not before they can have heard it", () => expect(hangsUp(pressed("1"), 12).outcome).toBe("missed"));
  test("nor once they are on their way to a person", () => {
    expect(hangsUp(pressed("1", null, null), 20).outcome).toBe("missed");
    expect(hangsUp(pressed("1", "1"), 20).outcome).toBe("missed");
  });
});

test("what the customer chose is kept in order, with what they were told", () => {
  expect(pressed("5", "7", "1", "1").menu?.choices).toEqual([
    { action: "language", place: null, told: null },
    { action: "order_status", place: null, told: "ready" },
    { action: "talk", place: null, told: null },
  ]);
  expect(pressed("2").menu?.choices).toEqual([{ action: "place", place: "Harbor", told: null }]);
});

test("the language that was chosen stays when the menu is left", () => {
  expect(pressed("5", "2").menu?.walk.language).toBe("es");
});

test("a menu that was left is not entered again by a late report", () => {
  const call = pressed("2");
  press(call, ["1"]);
  expect(call).toMatchObject({ state: "queued", placeId: "harbor" });
});
