import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { CallRecording, TranscriptSummary } from "@/server/contract/calls";
import type { LiveCall } from "@/server/contract/live-calls";
import type { Me } from "@/server/contract/team";
import { at, uuid } from "@/tests/cached";
import { talking } from "@/tests/calls";
import { ana, Refused, renderInWorkspace } from "@/tests/workspace";
import { Recordings } from "./recordings";

const recording: CallRecording = {
  ...{ id: uuid(70), kind: "voicemail", startedAt: at(1), durationMs: 42_000, deletedAt: null },
};
const SAID = [
  { startMs: 0, endMs: 2000, text: "Hi, this is Maya.", speaker: null },
  { startMs: 2000, endMs: 7000, text: "Is the blue jacket still there?", speaker: null },
  { startMs: 7000, endMs: 9000, text: "Thank you.", speaker: null },
];
const ready: TranscriptSummary = { state: "ready", beginning: "Hi, this is Maya. Is the blue jacket still there?" };

const read = vi.fn<() => unknown>();
const retried = vi.fn<() => unknown>();
const played = vi.fn<(audio: HTMLMediaElement) => void>();
beforeEach(() => {
  read.mockReturnValue({ segments: SAID, language: "english", finishedAt: at(2) });
  vi.spyOn(HTMLMediaElement.prototype, "play").mockImplementation(async function (this: HTMLMediaElement) {
    played(this);
  });
  vi.spyOn(HTMLMediaElement.prototype, "pause").mockImplementation(() => {});
});
afterEach(() => {
  cleanup();
  vi.resetAllMocks();
});

const maya = {
  role: "customer" as const,
  userId: null,
  name: "Maya Chen",
  address: null,
  joinedAt: at(1),
  leftAt: at(2),
};
const call = (one: CallRecording) => ({
  ...{ direction: "in" as const, outcome: "voicemail" as const, participants: [maya], recordingRef: null },
  ...{ transcriptRef: null, phases: [{ phase: "ended" as const, at: at(2) }], recordings: [one] },
});
const show = (transcript: TranscriptSummary | undefined, { me = ana, calls = [] as LiveCall[] } = {}) =>
  renderInWorkspace(
    <Recordings call={call(transcript ? { ...recording, transcript } : recording)} />,
    {
      "calls.mine": () => calls,
      "calls.playRecording": () => ({ url: "/api/recordings/1?t=2" }),
      "calls.readTranscript": read,
      "calls.retryTranscript": retried,
    },
    new Map(),
    me,
  );
const open = async () => fireEvent.click(await screen.findByRole("button", { name: "Transcript" }));
const sentence = (text: RegExp) => screen.findByRole("button", { name: text });
const audio = () => played.mock.calls.at(-1)?.[0] as HTMLMediaElement;
const sue: Me = { ...ana, role: "supervisor", can: { ...ana.can, board: true } };

test("how a voicemail begins is read without opening anything, and nothing is fetched", async () => {
  show(ready);
  await screen.findByText("“Hi, this is Maya. Is the blue jacket still there?”");
  expect(read).not.toHaveBeenCalled();
});

test("without a transcript nothing is said of one", async () => {
  show(undefined);
  await screen.findByRole("button", { name: "Play" });
  expect(screen.queryByText(/transcript|transcribed/i)).toBeNull();
});

test("it is fetched once, when it is opened", async () => {
  show(ready);
  await open();
  await sentence(/this is Maya/);
  await open();
  await open();
  expect(read).toHaveBeenCalledTimes(1);
  expect(screen.getByRole("button", { name: "Transcript" }).getAttribute("aria-expanded")).toBe("true");
});

test("choosing a sentence plays from there, and the sentence that is heard is marked", async () => {
  show(ready);
  await open();
  fireEvent.click(await sentence(/blue jacket/));
  await waitFor(() => expect(played).toHaveBeenCalled());
  expect(audio().currentTime).toBe(2);
  expect((await sentence(/blue jacket/)).getAttribute("aria-current")).toBe("true");
  audio().currentTime = 7.5;
  act(() => void audio().dispatchEvent(new Event("timeupdate")));
  expect((await sentence(/Thank you/)).getAttribute("aria-current")).toBe("true");
  expect((await sentence(/blue jacket/)).getAttribute("aria-current")).toBeNull();
});

test("before anything is played no sentence is marked", async () => {
  show(ready);
  await open();
  await sentence(/this is Maya/);
  expect(screen.queryAllByRole("button", { current: true })).toEqual([]);
});

test("Tab reaches one sentence, and arrow keys, Home and End the others", async () => {
  show(ready);
  await open();
  const first = await sentence(/this is Maya/);
  const reached = () => screen.getAllByRole("button").filter((one) => one.closest("ol") && one.tabIndex === 0);
  first.focus();
  for (const [key, text] of [
    ["ArrowDown", /blue jacket/],
    ["End", /Thank you/],
    ["ArrowDown", /Thank you/],
    ["ArrowUp", /blue jacket/],
    ["Home", /this is Maya/],
  ] as const) {
    fireEvent.keyDown(document.activeElement as Element, { key });
    expect(document.activeElement?.textContent).toMatch(text);
    expect(reached()).toEqual([document.activeElement]);
  }
});

test("speakers are named where the transcriber tells them apart, at each turn", async () => {
  read.mockReturnValue({
    ...{ language: null, finishedAt: at(2) },
    segments: SAID.map((one, n) => ({ ...one, speaker: n === 1 ? "SPEAKER_01" : "SPEAKER_00" })),
  });
  show(ready);
  await open();
  await sentence(/this is Maya/);
  expect(screen.getAllByText(/^Speaker \d$/).map(({ textContent }) => textContent)).toEqual([
    ...["Speaker 1", "Speaker 2", "Speaker 1"],
  ]);
});

test("speakers are named where the call tells who they were, and each sentence says it", async () => {
  const by = [{ side: "customer" }, { side: "ours", name: "Ana Alvarez" }, { side: "ours", name: null }];
  read.mockReturnValue({
    ...{ language: null, finishedAt: at(2) },
    segments: SAID.map((one, n) => ({ ...one, by: by[n] })),
  });
  show(ready);
  await open();
  for (const name of [
    /^Maya Chen:.*Hi, this is Maya\.$/,
    /^Ana Alvarez:.*jacket still there\?$/,
    /^Store:.*Thank you\.$/,
  ])
    await screen.findByRole("button", { name });
  for (const name of ["Maya Chen", "Ana Alvarez", "Store"]) screen.getByText(name);
});

test("text without times is read, and nothing of it can be chosen", async () => {
  const segments = [{ startMs: null, endMs: null, text: "Hi, this is Maya.", speaker: null }];
  read.mockReturnValue({ segments, language: null, finishedAt: at(2) });
  show({ state: "ready", beginning: null });
  await open();
  await screen.findByText("Hi, this is Maya.");
  expect(screen.queryByRole("button", { name: /this is Maya/ })).toBeNull();
});

test("a recording of which nothing was understood says so", async () => {
  read.mockReturnValue({ segments: [], language: null, finishedAt: at(2) });
  show({ state: "ready", beginning: null });
  await open();
  await screen.findByText("No words were understood.");
});

test("a transcript that is being made says so", async () => {
  show({ state: "pending", beginning: null });
  await screen.findByText("The transcript is being made.");
});

test("one that could not be made says so, and a supervisor has it tried again", async () => {
  show({ state: "failed", beginning: null });
  await screen.findByText("This could not be transcribed.");
  expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
  cleanup();
  retried.mockImplementationOnce(() => {
    throw new Refused("conflict", "noTranscriber");
  });
  show({ state: "failed", beginning: null }, { me: sue });
  const again = await screen.findByRole("button", { name: "Try again" });
  fireEvent.click(again);
  await screen.findByText("No transcriber is connected. Ask whoever runs Storeline.");
  fireEvent.click(again);
  await waitFor(() => expect(retried).toHaveBeenCalledTimes(2));
});

test("a refusal is said in words, and opening it again tries again", async () => {
  read.mockImplementationOnce(() => {
    throw new Refused("not_found", "recordingGone");
  });
  show(ready);
  await open();
  await screen.findByText("This recording was deleted, or you may not hear it.");
  await open();
  await open();
  await sentence(/this is Maya/);
});

test("on a call it can be read, and not heard", async () => {
  show(ready, { calls: [talking()] });
  await open();
  const first = await sentence(/this is Maya/);
  await waitFor(() => expect(first.getAttribute("aria-disabled")).toBe("true"));
  fireEvent.click(first);
  expect(played).not.toHaveBeenCalled();
});
