import { expect, test } from "vitest";
import { aCall } from "@/tests/a-call";
import { settle } from "./call";
import { tick } from "./liveness";
import { overduePrompt, startPrompt } from "./prompt";
import { promptEnded } from "./prompt-ended";
import { customerLeft } from "./talk";
import { startVoicemail } from "./voicemail";

const START = new Date(0);
const at = (seconds: number) => new Date(seconds * 1000);
const welcome = { purpose: "menu" as const, sounds: ["storeline-menu-welcome"], keys: "12", waitSeconds: 5 };

function prompted() {
  const call = aCall({ startedAt: START });
  startPrompt(call, welcome, START);
  settle(call, START);
  if (!call.prompt) throw new Error("no prompt");
  return { call, promptId: call.prompt.id };
}

test("a customer who is alone on the line hears a prompt, and nobody else does", () => {
  const { call } = prompted();
  expect(call.prompt).toMatchObject({ ...welcome, at: START.toISOString() });
  const talking = aCall({ legs: [{ id: "customer" }, { id: "ana" }], holderId: "ana" });
  startPrompt(talking, welcome, START);
  expect(talking.prompt).toBeNull();
});

test("a prompt ends by one of its keys or by being heard out, once; another key changes nothing", () => {
  const { call, promptId } = prompted();
  promptEnded(call, promptId, "3", at(1));
  promptEnded(call, promptId, "12", at(1));
  promptEnded(call, "another", "1", at(1));
  expect(call.prompt?.id).toBe(promptId);
  promptEnded(call, promptId, "1", at(1));
  expect(call.prompt).toBeNull();
  startPrompt(call, welcome, at(2));
  const next = call.prompt;
  promptEnded(call, promptId, null, at(3));
  expect(call.prompt).toBe(next);
  if (next) promptEnded(call, (next as { id: string }).id, null, at(3));
  expect(call.prompt).toBeNull();
});

test("a prompt is over when somebody is on the line, the customer hangs up, or a message begins", () => {
  const answered = prompted().call;
  answered.legs.push(...aCall({ legs: [{ id: "customer" }, { id: "ana" }] }).legs.slice(1));
  settle(answered, at(1));
  const left = prompted().call;
  customerLeft(left, "hung_up", at(1));
  settle(left, at(1));
  const message = prompted().call;
  startVoicemail(message, { maxSeconds: 60, isClosed: false }, at(1));
  settle(message, at(1));
  expect([answered.prompt, left.prompt, message.prompt]).toEqual([null, null, null]);
});

test("the watch ends a prompt whose end nobody reports, shortly after a key could have come", () => {
  const { call } = prompted();
  expect(overduePrompt(call, at(17))).toBeNull();
  const beat = (seconds: number) => {
    for (const leg of call.legs) leg.aliveAt = at(seconds);
    tick(call, { gone: new Set(), watchedSince: START }, at(seconds));
  };
  beat(17);
  expect(call.prompt).not.toBeNull();
  beat(18);
  expect(call.prompt).toBeNull();
});
