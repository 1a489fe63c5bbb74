import { uuidv7 } from "uuidv7";
import { beforeEach, expect, test, vi } from "vitest";
import { makeEndpoint } from "@/db/factories";
import { callWorld } from "@/tests/call-fixture";
import { openPhone, tabsOnCalls } from "./open-phone";
import { receiveCall } from "./receive-call";

let world: Awaited<ReturnType<typeof callWorld>>;
const opened = vi.fn();
const deviceId = uuidv7();
const open = (who: "ana" | "ben") =>
  openPhone(
    {
      ...world.as(world[who]),
      voice: {
        providerFor: async () => null,
        records: () => false,
        takesMessages: () => false,
        prompts: () => false,
        cardKeysProblem: async () => null,
        openPhone: async (provider, tab) => {
          opened(provider, tab);
          return { kind: "sip", url: "wss://calls.example.com/ws", user: "sl", password: "secret", iceServers: [] };
        },
      },
    },
    { deviceId },
  );
beforeEach(async () => {
  world = await callWorld();
  opened.mockReset();
});

async function phoneCall(): Promise<string> {
  const { id: endpointId } = await makeEndpoint(world.db, { placeId: world.pine.id });
  const callId = uuidv7();
  const from = { kind: "phone" as const, value: "+12065550142" };
  await receiveCall(world.system(), { callId, endpointId, from, provider: "asterisk" });
  return callId;
}

test("the tab of somebody for whom a call of a phone system rings becomes a phone of it", async () => {
  await phoneCall();
  expect(await open("ana")).toMatchObject({ user: "sl" });
  expect(opened.mock.calls).toEqual([["asterisk", { sessionId: world.ana.sid, deviceId }]]);
});

test("nobody else's does: not for a call that does not ring for them, one between browsers, or none", async () => {
  await expect(open("ana")).rejects.toMatchObject({ code: "conflict" });
  await world.visitorCalls();
  await expect(open("ana")).rejects.toMatchObject({ code: "conflict" });
  await phoneCall();
  await expect(open("ben")).rejects.toMatchObject({ code: "conflict" });
  expect(opened).not.toHaveBeenCalled();
});

test("the tabs on calls are those that carry a leg", async () => {
  const callId = await phoneCall();
  expect(await tabsOnCalls(world.db)).toEqual([]);
  await world.answer(world.ana, callId, deviceId);
  expect(await tabsOnCalls(world.db)).toEqual([{ sessionId: world.ana.sid, deviceId }]);
});
