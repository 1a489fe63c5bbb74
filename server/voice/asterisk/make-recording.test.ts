import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { type Ari, AriError } from "./ari";
import { announce, record } from "./make-recording";
import { announcedBy, listenerOf, recordingName, recordingNames, SIDES, type Side, sideBridgeOf } from "./names";
import { Recordings } from "./recordings";
import { StepRunner } from "./run-step";
import { takeMessage } from "./take-message";

const recordingId = uuidv7();
const channel = "edge-1.7";

/** What was asked of Asterisk, and how it refuses. */
let asked: string[];
let refusals: Map<string, number>;
let recordings: Recordings;
/** The states of recordings, and the channels of bridges. */
let states: Map<string, string>;
let members: Map<string, string[]>;
const answer = async (method: string, resource: string) => {
  const request = `${method} ${resource}`;
  asked.push(request);
  const status = refusals.get(request);
  if (status !== undefined) throw new AriError(status, resource);
  return { state: states.get(request), channels: members.get(request) ?? [] };
};
const ari = {
  account: { app: "storeline" },
  get: async (resource: string) => {
    return { ...(await answer("GET", resource)), formats: [{ language: "en" }] };
  },
  post: (resource: string) => answer("POST", resource),
  delete: (resource: string) => answer("DELETE", resource),
} as unknown as Ari;
beforeEach(() => {
  [asked, refusals, recordings] = [[], new Map(), new Recordings(ari)];
  [states, members] = [new Map(), new Map()];
});
const known = async () => (await recordings.states([recordingId])).get(recordingId);

test("without its sound nothing is announced, and so nothing is recorded", async () => {
  refusals.set("GET sounds/storeline-recorded", 404);
  expect(await announce(ari, { channel, recordingId }, "en")).toBe("failed");
  expect(asked).toEqual(["GET sounds/storeline-recorded"]);
});

test("an announcement ends the music first; one that already plays is left alone", async () => {
  const playback = `announcement-${recordingId}`;
  refusals.set(`GET playbacks/${playback}`, 404);
  expect(await announce(ari, { channel, recordingId }, "en")).toBe("playing");
  expect(asked.slice(2)).toEqual([
    ...["moh", "ring"].map((sound) => `DELETE channels/${channel}/${sound}`),
    `POST channels/${channel}/play/${playback}`,
  ]);
  asked = [];
  refusals.clear();
  expect(await announce(ari, { channel, recordingId }, "en")).toBe("playing");
  expect(asked.at(-1)).toBe(`GET playbacks/${playback}`);
});

test("a customer who is to be transcribed hears that, too, and the playback says that they did", async () => {
  refusals.set(`GET playbacks/announcement-${recordingId}-text`, 404);
  expect(await announce(ari, { channel, recordingId, transcription: "wanted" }, "en")).toBe("playing");
  expect(asked.at(-1)).toBe(`POST channels/${channel}/play/announcement-${recordingId}-text`);
  expect(announcedBy(`announcement-${recordingId}-text`)).toEqual({ recordingId, isTranscribed: true });
});

test("without the sound for that, the call is recorded and not transcribed", async () => {
  refusals.set(`GET playbacks/announcement-${recordingId}`, 404);
  refusals.set("GET sounds/storeline-transcribed", 404);
  expect(await announce(ari, { channel, recordingId, transcription: "wanted" }, "en")).toBe("playing");
  expect(asked.at(-1)).toBe(`POST channels/${channel}/play/announcement-${recordingId}`);
  expect(announcedBy(`announcement-${recordingId}`)).toEqual({ recordingId, isTranscribed: false });
});

describe("a customer who leaves a message", () => {
  const voicemail = { recordingId, greeting: "closed", maxSeconds: 60, at: "", transcription: "wanted" } as const;
  const [greeting, notice] = [`announcement-${recordingId}`, `announcement-${recordingId}-text`];
  const played = () => asked.flatMap((one) => one.split("/play/")[1] ?? []);

  test("hears that they are transcribed after the greeting, where they are", async () => {
    await takeMessage(ari, recordings, { channel, voicemail }, "en");
    expect(played()).toEqual([greeting, notice]);
    asked = [];
    await takeMessage(ari, recordings, { channel, voicemail: { ...voicemail, transcription: undefined } }, "en");
    expect(played()).toEqual([greeting]);
  });

  test("hears it also when a key skips the greeting, and counts as told only then", async () => {
    const runner = new StepRunner(ari, recordings);
    await runner.run({ do: "takeMessage", channel, voicemail });
    for (const key of ["1", "2"]) runner.keyPressed(channel, key);
    expect(asked.filter((one) => one.startsWith("DELETE playbacks/"))).toEqual([`DELETE playbacks/${greeting}`]);
    // So Asterisk reports a playback that was cut.
    runner.playbackEnded(greeting, "done", new Date(0));
    expect(runner.announcements.get(recordingId)).toBe("done");
    runner.playbackEnded(notice, "done", new Date(0));
    expect(runner.announcements.get(recordingId)).toBe("transcribed");
  });
});

describe("the two sides of a call", () => {
  const listeners = SIDES.map((side) => listenerOf(recordingId, side));
  const begun = () => asked.filter((one) => one.endsWith("/record"));
  const BEGIN = SIDES.map((side) => `POST bridges/${sideBridgeOf(recordingId, side)}/record`);
  const unpause = (side: Side) => `DELETE recordings/live/${recordingName(recordingId, side)}/pause`;

  test("are recorded each by a channel that listens, also when that is there already", async () => {
    // So Asterisk answers when the name is taken, and when it could not make one.
    for (const one of listeners) refusals.set(`POST channels/${channel}/snoop/${one}`, 500);
    await record(ari, recordings, { channel, recordingId });
    expect(begun()).toEqual(BEGIN);
    expect(await known()).toBe("live");
  });

  test("are begun only when both can be, and tried again while a listener is not ready", async () => {
    const join = `POST bridges/${sideBridgeOf(recordingId, "out")}/addChannel`;
    refusals.set(join, 422);
    await expect(record(ari, recordings, { channel, recordingId })).rejects.toMatchObject({ status: 422 });
    expect(begun()).toEqual([]);
  });

  test("are begun as soon as a listener has reached our application, so that the first words are recorded", async () => {
    const join = `POST bridges/${sideBridgeOf(recordingId, "out")}/addChannel`;
    refusals.set(join, 422);
    const recorded = record(ari, recordings, { channel, recordingId });
    await vi.waitFor(() => expect(asked.filter((one) => one === join).length).toBeGreaterThan(1), { interval: 5 });
    refusals.delete(join);
    await recorded;
    expect(begun()).toEqual(BEGIN);
  });

  test("are begun anew with new listeners when one never becomes ready, and not while something is recorded", async () => {
    const removed = () => asked.filter((one) => /^DELETE (channels|bridges)/.test(one));
    const all = SIDES.flatMap((side) => [
      `DELETE channels/${listenerOf(recordingId, side)}`,
      `DELETE bridges/${sideBridgeOf(recordingId, side)}`,
    ]);
    refusals.set(`POST bridges/${sideBridgeOf(recordingId, "out")}/addChannel`, 422);
    const tryTo = () => record(ari, recordings, { channel, recordingId }).catch(() => {});
    const names = [recordingName(recordingId), ...recordingNames(recordingId)];
    for (const name of names)
      for (const kind of ["live", "stored"]) refusals.set(`GET recordings/${kind}/${name}`, 404);
    for (let n = 0; n < 7; n++) await tryTo();
    expect(removed()).toEqual([]);
    await tryTo();
    expect(removed()).toEqual(all);
    refusals.delete(`GET recordings/live/${recordingName(recordingId, "in")}`);
    states.set(`GET recordings/live/${recordingName(recordingId, "in")}`, "recording");
    for (let n = 0; n < 8; n++) await tryTo();
    expect(removed()).toEqual(all);
  });

  test("are completed when one is missing, and the other goes on", async () => {
    refusals.set(BEGIN[0] ?? "", 409);
    await record(ari, recordings, { channel, recordingId });
    expect(asked.filter((one) => one.endsWith("/pause"))).toEqual([unpause("in")]);
    expect(await known()).toBe("live");
  });

  test("a listener that is in its bridge is not moved, which would end the recording there", async () => {
    members.set(`POST bridges/${sideBridgeOf(recordingId, "in")}`, listeners);
    await record(ari, recordings, { channel, recordingId });
    expect(asked.filter((one) => one.endsWith("/addChannel"))).toEqual([
      `POST bridges/${sideBridgeOf(recordingId, "out")}/addChannel`,
    ]);
  });

  test("end together when one of them is refused", async () => {
    refusals.set(BEGIN[1] ?? "", 500);
    await record(ari, recordings, { channel, recordingId });
    expect(await known()).toBe("over");
    for (const side of SIDES) expect(asked).toContain(`POST recordings/live/${recordingName(recordingId, side)}/stop`);
  });

  test("are paused together, and count as paused only once Asterisk says so of both", async () => {
    for (const name of recordingNames(recordingId)) refusals.set(`GET recordings/live/${name}`, 404);
    for (const name of recordingNames(recordingId)) refusals.set(`GET recordings/stored/${name}`, 404);
    const says = (side: Side, state: "recording" | "paused") => {
      refusals.delete(`GET recordings/live/${recordingName(recordingId, side)}`);
      states.set(`GET recordings/live/${recordingName(recordingId, side)}`, state);
    };
    says("in", "recording");
    says("out", "recording");
    expect(await known()).toBe("live");
    const failing = `POST recordings/live/${recordingName(recordingId, "out")}/pause`;
    refusals.set(failing, 500);
    says("in", "paused");
    await expect(recordings.setPaused(recordingId, true)).rejects.toMatchObject({ status: 500 });
    expect(await known()).toBe("uneven");
    refusals.delete(failing);
    says("out", "paused");
    await recordings.setPaused(recordingId, true);
    expect(await known()).toBe("paused");
  });

  test("when one has ended, the other is ended too, because nobody would pause it", async () => {
    for (const name of recordingNames(recordingId)) refusals.set(`GET recordings/live/${name}`, 404);
    refusals.set(`GET recordings/stored/${recordingName(recordingId)}`, 404);
    refusals.delete(`GET recordings/live/${recordingName(recordingId, "out")}`);
    states.set(`GET recordings/live/${recordingName(recordingId, "out")}`, "recording");
    expect(await known()).toBe("over");
    expect(asked).toContain(`POST recordings/live/${recordingName(recordingId, "out")}/stop`);
  });
});

test("a recording that an earlier version began is paused under its name", async () => {
  await recordings.setPaused(recordingId, true);
  expect(asked).toContain(`POST recordings/live/${recordingName(recordingId)}/pause`);
});
