import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { CallRow } from "@/server/contract/call-lists";
import type { CallRecording } from "@/server/contract/calls";
import { at, rowOf, uuid } from "@/tests/cached";
import { renderInWorkspace } from "@/tests/workspace";
import { CallRows } from "./call-rows";

const recording: CallRecording = {
  ...{ id: uuid(70), kind: "voicemail", startedAt: at(1), durationMs: 42_000, deletedAt: null },
};
const maya = {
  role: "customer" as const,
  userId: null,
  name: "Maya Chen",
  address: null,
  joinedAt: at(1),
  leftAt: at(2),
};
const row = (recordings: CallRecording[]): CallRow => ({
  conversation: rowOf(1),
  item: {
    ...{ id: uuid(1001), conversationId: uuid(1), seq: 1, version: 1, kind: "call", author: null, channel: "phone" },
    at: at(1),
    call: {
      ...{ direction: "in", outcome: "voicemail", participants: [maya], recordingRef: null, transcriptRef: null },
      phases: [
        { phase: "ringing", at: at(1) },
        { phase: "ended", at: at(2) },
      ],
      recordings,
    },
  },
});

const begun = vi.fn<() => unknown>();
const played = vi.fn();
beforeEach(() => {
  begun.mockReturnValue({ url: "/api/recordings/1?t=2" });
  vi.spyOn(HTMLMediaElement.prototype, "play").mockImplementation(async () => void played());
});
afterEach(() => vi.resetAllMocks());

const show = (recordings: CallRecording[]) =>
  renderInWorkspace(<CallRows label={null} rows={[row(recordings)]} hasPlayers />, {
    "calls.mine": () => [],
    "calls.playRecording": begun,
  });

test("a recording plays from its row, and nothing is fetched before", async () => {
  show([recording]);
  const play = await screen.findByRole("button", { name: "Play" });
  expect(begun).not.toHaveBeenCalled();
  fireEvent.click(play);
  await waitFor(() => expect(played).toHaveBeenCalled());
});

test("the row of a call has players for the recordings that can be played, and for no other", async () => {
  show([{ ...recording, startedAt: at(0), deletedAt: at(9) }, recording]);
  expect(await screen.findAllByRole("button", { name: "Play" })).toHaveLength(1);
  expect(screen.queryByText(/was deleted/)).toBeNull();
});

test("a row of somebody who may not hear customers has no player", () => {
  show([{ ...recording, id: null }]);
  screen.getByRole("link", { name: /Customer 1/ });
  expect(screen.queryByRole("group")).toBeNull();
});
