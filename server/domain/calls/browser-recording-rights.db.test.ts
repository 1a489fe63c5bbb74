import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import { PIECE_BYTES } from "@/server/contract/constants";
import type { PersonActor } from "@/server/contract/team";
import { filled, type RecordedCall, recordedCall } from "@/tests/browser-recording";
import { consultOnCall, joinCall } from "./consult-on-call";
import { hangUpForCustomer } from "./hang-up-call";
import { holdCall } from "./hold-call";
import { moveCall } from "./move-call";
import { pauseCallRecording } from "./pause-recording";
import { reportUnrecorded, storePiece } from "./recordings/pieces";
import { completeCallTransfer, transferCall } from "./transfer-call";

let at: RecordedCall;
let world: RecordedCall["world"];
let callId: string;
beforeEach(async () => {
  at = await recordedCall();
  world = at.world;
  callId = at.call.id;
});
const refused = { code: "conflict", reason: "notRecorded" };

describe("nothing is taken", () => {
  beforeEach(() => at.announce());

  test("from anybody but the holder, from another tab of theirs, and of a call that is not theirs", async () => {
    await at.sends(world.ana);
    await consultOnCall(world.as(world.ana), { callId, to: { userId: world.abe.id } });
    await at.answer(world.abe);
    await joinCall(world.as(world.ana), { callId });
    await expect(at.sends(world.abe)).rejects.toMatchObject(refused);
    await expect(at.sends(world.ana, { deviceId: uuidv7() })).rejects.toMatchObject(refused);
    const foreign = { callId, legId: await at.legOf(world.ana), takeId: uuidv7(), seq: 0, isLast: false };
    const stranger = storePiece(world.as(world.ben), {
      ...foreign,
      deviceId: at.deviceOf(world.ana),
      data: new Uint8Array(filled()),
    });
    await expect(stranger).rejects.toMatchObject({ code: "not_found" });
    await at.sends(world.ana);
    expect((await at.pieces()).length).toBe(2);
  });

  test("before the customer has heard it, and where calls are not recorded", async () => {
    await hangUpForCustomer(world.system(), { callId });
    world.later(60);
    await at.calls();
    callId = at.call.id;
    await expect(at.sends(world.ana)).rejects.toMatchObject(refused);
    await hangUpForCustomer(world.system(), { callId });
    await world.set("calls.recording", false);
    world.later(60);
    await at.calls();
    callId = at.call.id;
    await at.announce();
    await expect(at.sends(world.ana)).rejects.toMatchObject(refused);
    expect((await at.planOf(await at.legOf(world.ana)))?.recorder).toBeUndefined();
  });

  test("from the moment at which the holder pauses, or holds the customer, and that is confirmed at once", async () => {
    await at.sends(world.ana);
    await pauseCallRecording(world.as(world.ana), { callId, paused: true });
    await expect(at.sends(world.ana)).rejects.toMatchObject(refused);
    expect([await at.state(), (await at.planOf(await at.legOf(world.ana)))?.recorder?.isOn]).toEqual(["paused", false]);
    await pauseCallRecording(world.as(world.ana), { callId, paused: false });
    at.begin(world.ana);
    await at.sends(world.ana);
    expect(await at.state()).toBe("recording");
    await holdCall(world.as(world.ana), { callId, held: true });
    await expect(at.sends(world.ana)).rejects.toMatchObject(refused);
    expect(await at.state()).toBe("paused");
    await holdCall(world.as(world.ana), { callId, held: false });
    expect(await at.state()).toBe("starting");
  });

  test("of a longer time than has passed, and no piece is longer than a second", async () => {
    for (let n = 0; n < 10; n++) await at.sends(world.ana);
    await expect(at.sends(world.ana)).rejects.toMatchObject(refused);
    world.later(1);
    await at.sends(world.ana);
    await expect(at.sends(world.ana, { data: Buffer.alloc(PIECE_BYTES + 2) })).rejects.toThrow();
    await expect(at.sends(world.ana, { data: Buffer.alloc(3) })).rejects.toThrow();
  });

  test("past two hours: then the recording ends, and its screens say so", async () => {
    await at.sends(world.ana);
    const [recording] = await world.recordings(callId);
    await world.wait(10);
    world.later(7200);
    await world.recorded(recording?.id ?? "", 7200 * PIECE_BYTES);
    await at.sends(world.ana);
    expect(await at.state()).toBe("failed");
    await expect(at.sends(world.ana)).rejects.toMatchObject(refused);
  });

  test("after the holder's browser has said that it cannot record; from anybody else that means nothing", async () => {
    const report = async (who: PersonActor) =>
      reportUnrecorded(world.as(who), { callId, legId: await at.legOf(world.ana) });
    await report(world.abe);
    expect(await at.state()).toBe("starting");
    await report(world.ana);
    expect(await at.state()).toBe("failed");
  });
});

describe("a recording goes on", () => {
  beforeEach(async () => {
    await at.announce();
    await at.sends(world.ana, { data: filled(1) });
  });

  test("by whoever the call is handed to, in one recording", async () => {
    const card = { need: "A jacket", facts: "", promises: "", consent: "" };
    await transferCall(world.as(world.ana), { callId, to: { userId: world.abe.id }, card });
    await at.answer(world.abe);
    await expect(at.sends(world.ana)).rejects.toMatchObject(refused);
    await at.sends(world.abe, { data: filled(2) });
    await hangUpForCustomer(world.system(), { callId });
    await at.sends(world.abe, { data: filled(3), isLast: true });
    expect(await at.joined()).toEqual([1, 2, 3]);
    expect((await world.recordings(callId)).length).toBe(1);
  });

  test("with the last words of whoever leaves, until the next one's browser records", async () => {
    await consultOnCall(world.as(world.ana), { callId, to: { userId: world.abe.id } });
    await at.answer(world.abe);
    await joinCall(world.as(world.ana), { callId });
    at.begin(world.ana);
    await at.sends(world.ana, { data: filled(2) });
    await completeCallTransfer(world.as(world.ana), { callId });
    await at.sends(world.ana, { data: filled(3), isLast: true });
    await at.sends(world.abe, { data: filled(4) });
    await expect(at.sends(world.ana)).rejects.toMatchObject(refused);
    await hangUpForCustomer(world.system(), { callId });
    world.later(7);
    expect(await at.joined()).toEqual([1, 2, 3, 4]);
  });

  test("by another tab that the holder moves the call to", async () => {
    const deviceId = uuidv7();
    await moveCall(world.as(world.ana), { callId, deviceId });
    await expect(at.sends(world.ana)).rejects.toMatchObject(refused);
    at.devices.set(world.ana.id, deviceId);
    at.begin(world.ana);
    await at.sends(world.ana);
    expect((await at.pieces()).length).toBe(2);
  });

  test("after a browser that was silent: meanwhile screens do not say that it is recorded", async () => {
    const last = world.now().toISOString();
    await world.wait(5);
    expect(await at.state()).toBe("recording");
    await world.wait(5);
    expect([await at.state(), (await at.stored()).recording?.stretches?.at(-1)?.to]).toEqual(["starting", last]);
    at.begin(world.ana);
    await at.sends(world.ana);
    expect(await at.state()).toBe("recording");
    expect((await at.stored()).recording?.stretches?.at(-1)).toEqual({ from: world.now().toISOString(), to: null });
  });

  test("by nobody while nobody of ours is on the line", async () => {
    world.available.splice(0);
    await world.wait(40, [world.ana]);
    expect((await at.stored()).state).toBe("queued");
    await expect(at.sends(world.ana)).rejects.toMatchObject(refused);
  });
});
