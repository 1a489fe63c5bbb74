import { fireEvent, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { CallLeg, RecordingView } from "@/server/contract/live-calls";
import { bensLeg, callWith, customerLeg, legOf } from "@/tests/calls";
import { ana, renderInWorkspace } from "@/tests/workspace";
import type { BarActions } from "./bar-actions";
import { callOf } from "./call-view";
import { RecordingStrip } from "./recording-strip";

const pauseRecording = vi.fn();
const actions = { pauseRecording } as unknown as BarActions;
const show = (recording: RecordingView | null, legs: CallLeg[] = [customerLeg(), legOf(1)], holderId = ana.id) => {
  const view = callOf([callWith(legs, { recording, holderId })], ana.id);
  if (!view) throw new Error("Ana is on no call");
  return renderInWorkspace(<RecordingStrip view={view} actions={actions} />, {});
};

test.each([
  ["announcing", false, "Maya Chen hears that this call is recorded", "Pause recording"],
  ["starting", false, "The recording is about to begin", "Pause recording"],
  ["recording", false, "This call is recorded", "Pause recording"],
  ["pausing", true, "The recording is about to pause. It is still on", "Resume recording"],
  ["paused", true, "The recording is paused", "Resume recording"],
  ["paused", false, "Nothing is recorded while Maya Chen is on hold", "Pause recording"],
  ["failed", false, "This call is not recorded: the recording ended, or could not be made", null],
  ["unavailable", false, "This call is not recorded: what carries it cannot record", null],
] as const)(
  "a recording that is %s (paused: %s) is said in words, and its holder can change it",
  (state, isPaused, words, button) => {
    show({ state, isPaused });
    screen.getByText(words);
    expect(screen.queryByRole("button")?.textContent ?? null).toBe(button);
  },
);

test("the holder pauses and resumes", () => {
  show({ state: "recording", isPaused: false });
  fireEvent.click(screen.getByRole("button", { name: "Pause recording" }));
  expect(pauseRecording).toHaveBeenLastCalledWith(true);
});

test("everybody else on the call sees it, and cannot change it", () => {
  show({ state: "recording", isPaused: false }, [customerLeg(), legOf(1), bensLeg()], bensLeg().userId ?? "");
  screen.getByText("This call is recorded");
  expect(screen.queryByRole("button")).toBeNull();
});

test("where calls are not recorded, nothing is said", () => {
  expect(show(null).container.textContent).toBe("");
});

test("while the customer enters a card, that is why nothing is recorded", () => {
  const cardEntry = { id: "e1", name: "Ana", stage: "number", attempt: 1, problem: null } as const;
  const recording = { state: "paused", isPaused: false } as const;
  const legs = [{ ...customerLeg(), held: true }, legOf(1)];
  const view = callOf([callWith(legs, { recording, holderId: ana.id, cardEntry })], ana.id);
  if (!view) throw new Error("Ana is on no call");
  renderInWorkspace(<RecordingStrip view={view} actions={actions} />, {});
  screen.getByText("Nothing is recorded while Maya Chen enters a card");
});
