import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { CallRecording } from "@/server/contract/calls";
import type { CallItem } from "@/server/contract/conversations";
import type { LiveCall } from "@/server/contract/live-calls";
import { itemOf, uuid } from "@/tests/cached";
import { talking } from "@/tests/calls";
import { Refused, renderInWorkspace } from "@/tests/workspace";
import { CallLine } from "./call-line";

const { id, conversationId, seq, version, author, at } = itemOf(1, 1);
const recording: CallRecording = {
  id: uuid(70),
  kind: "voicemail",
  startedAt: at,
  durationMs: 42_000,
  deletedAt: null,
};
const later = (seconds: number) => new Date(Date.parse(at) + seconds * 1000).toISOString();
const maya = { role: "customer" as const, userId: null, name: "Maya Chen", address: null, joinedAt: at, leftAt: at };
const item = (recordings: CallRecording[]): CallItem => ({
  ...{ id, conversationId, seq, version, author, at, kind: "call", channel: "phone" },
  call: {
    ...{ direction: "in", outcome: "voicemail", participants: [maya], recordingRef: recording.id, transcriptRef: null },
    phases: [
      { phase: "ringing", at },
      { phase: "voicemail", at: later(30) },
      { phase: "ended", at: later(80) },
    ],
    recordings,
  },
});

const begun = vi.fn<() => unknown>();
const played = vi.fn<(audio: HTMLMediaElement) => Promise<void>>();
const paused = vi.fn();
beforeEach(() => {
  begun.mockReturnValue({ url: "/api/recordings/1?t=2" });
  played.mockResolvedValue();
  vi.spyOn(HTMLMediaElement.prototype, "play").mockImplementation(function (this: HTMLMediaElement) {
    return played(this);
  });
  vi.spyOn(HTMLMediaElement.prototype, "pause").mockImplementation(function (this: HTMLMediaElement) {
    paused(this);
    this.dispatchEvent(new Event("pause"));
  });
});
afterEach(() => {
  cleanup();
  vi.resetAllMocks();
});

const show = (recordings: CallRecording[] = [recording], calls: LiveCall[] = []) =>
  renderInWorkspace(<CallLine item={item(recordings)} isPast={false} />, {
    "calls.mine": () => calls,
    "calls.playRecording": begun,
  });
const button = (name: string) => screen.findByRole("button", { name });
const press = async (name: string) => fireEvent.click(await button(name));
/** The element that the browser plays. */
const audio = () => played.mock.calls.at(-1)?.[0] as HTMLMediaElement;
const happens = (event: string) => act(() => void audio().dispatchEvent(new Event(event)));
async function playing() {
  const before = played.mock.calls.length;
  await press("Play");
  await waitFor(() => expect(played.mock.calls.length).toBeGreaterThan(before));
  happens("playing");
}

test("a voicemail is shown in the entry of its call, with its length and a way to call back", async () => {
  show();
  screen.getByText("Incoming call · voicemail", { exact: false });
  screen.getByText("waited 0:30");
  await screen.findByRole("group", { name: "Voicemail of Maya Chen, 0:42" });
  screen.getByText("0:00 / 0:42");
  await button("Call back");
});

test("nothing is fetched, and no playback recorded, before it is played", async () => {
  show();
  await button("Play");
  expect(begun).not.toHaveBeenCalled();
  await playing();
  expect(begun).toHaveBeenCalledTimes(1);
  expect(audio().getAttribute("src")).toBe("/api/recordings/1?t=2");
});

test("it pauses and goes on without a new playback; after its end, playing it again is a new one", async () => {
  show();
  await playing();
  await press("Pause");
  await press("Play");
  happens("playing");
  expect(begun).toHaveBeenCalledTimes(1);
  happens("ended");
  await playing();
  expect(begun).toHaveBeenCalledTimes(2);
});

test("its position follows the audio and can be set before and while it plays, at any speed", async () => {
  show();
  const position = (await screen.findByRole("slider", { name: "Position in the recording" })) as HTMLInputElement;
  fireEvent.change(position, { target: { value: "10000" } });
  fireEvent.change(screen.getByRole("combobox", { name: "Speed" }), { target: { value: "1.5" } });
  await playing();
  expect([audio().currentTime, audio().playbackRate]).toEqual([10, 1.5]);
  audio().currentTime = 21;
  happens("timeupdate");
  expect(position.getAttribute("aria-valuetext")).toBe("0:21 of 0:42");
  fireEvent.change(position, { target: { value: "30000" } });
  expect(audio().currentTime).toBe(30);
});

test("a refusal is said in words, and playing can be tried again", async () => {
  begun.mockImplementationOnce(() => {
    throw new Refused("not_found", "recordingGone");
  });
  show();
  await press("Play");
  await screen.findByText("This recording was deleted, or you may not hear it.");
  await playing();
  await waitFor(() => expect(screen.queryByText(/was deleted/)).toBeNull());
});

test("audio that breaks off is said, and playing it again asks anew", async () => {
  show();
  await playing();
  happens("error");
  await screen.findByText("The recording could not be played. Try again.");
  await playing();
  expect(begun).toHaveBeenCalledTimes(2);
});

test("a browser that blocks sound is said", async () => {
  played.mockRejectedValueOnce(new DOMException("blocked", "NotAllowedError"));
  show();
  await press("Play");
  await screen.findByText("The browser blocked the sound. Press Play again.");
});

test("of two recordings only one plays at a time", async () => {
  show([recording, { ...recording, id: uuid(71), startedAt: later(1) }]);
  const [first, second] = await screen.findAllByRole("button", { name: "Play" });
  fireEvent.click(first as HTMLElement);
  await waitFor(() => expect(played).toHaveBeenCalledTimes(1));
  happens("playing");
  fireEvent.click(second as HTMLElement);
  await waitFor(() => expect(played).toHaveBeenCalledTimes(2));
  expect(paused).toHaveBeenCalledWith(played.mock.calls[0]?.[0]);
});

test("a deleted recording says so, and stops if it plays", async () => {
  const { rerenderUi } = show();
  await playing();
  const element = audio();
  rerenderUi(<CallLine item={item([{ ...recording, deletedAt: later(1000) }])} isPast={false} />);
  screen.getByText(/^The recording was deleted on/);
  expect(paused).toHaveBeenCalledWith(element);
  expect(screen.queryByRole("button", { name: "Play" })).toBeNull();
});

test("whoever may not play it reads why", () => {
  show([{ ...recording, id: null }]);
  screen.getByText("Your role cannot play recordings.");
  expect(screen.queryByRole("button", { name: "Play" })).toBeNull();
});

test("nobody listens to a recording on a call", async () => {
  show([recording], [talking()]);
  await screen.findByText("You are on a call. End it to listen.");
  expect(((await button("Play")) as HTMLButtonElement).disabled).toBe(true);
});
