import { cleanup, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import type { CallRecording } from "@/server/contract/calls";
import { at, uuid } from "@/tests/cached";
import { renderInWorkspace } from "@/tests/workspace";
import { Recordings } from "./recordings";

afterEach(cleanup);

const person = (role: "customer" | "staff", name: string) => ({
  ...{ role, userId: null, name, address: null, joinedAt: at(1), leftAt: at(2) },
});
const recording: CallRecording = {
  ...{ id: uuid(70), kind: "call", startedAt: at(1), durationMs: 100_000, deletedAt: null },
};
const show = (speech: CallRecording["speech"], colleagues = ["Ana Alvarez"]) =>
  renderInWorkspace(
    <Recordings
      call={{
        ...{ direction: "in", outcome: "answered", recordingRef: null, transcriptRef: null },
        participants: [person("customer", "Maya Chen"), ...colleagues.map((name) => person("staff", name))],
        phases: [{ phase: "ended", at: at(2) }],
        recordings: [speech ? { ...recording, speech } : recording],
      }}
    />,
    { "calls.mine": () => [] },
  );
const labels = async () =>
  (await screen.findAllByRole("img")).map((lane) => lane.getAttribute("aria-label")?.replaceAll("\u2009", " "));

test("each side has a lane with its name, which says in words when it speaks", async () => {
  show({ customer: "ff00000ff0", ours: "000ff00000" });
  expect(await labels()).toEqual([
    "Maya Chen: 0:40 of speech, 0:00 to 0:20 and 1:10 to 1:30",
    "Ana Alvarez: 0:20 of speech, 0:30 to 0:50",
  ]);
  screen.getByText("Maya Chen");
  screen.getByText("Ana Alvarez");
});

test("all colleagues who were on the call are named, once each", async () => {
  show({ customer: "f0", ours: "0f" }, ["Ana Alvarez", "Ben Brooks", "Ana Alvarez"]);
  expect((await labels())[1]).toBe("Ana Alvarez and Ben Brooks: 0:50 of speech, 0:50 to 1:40");
});

test("a side that says nothing says so, and our side has a name also without colleagues", async () => {
  show({ customer: "ff", ours: "00" }, []);
  expect((await labels())[1]).toBe("Store: no speech");
});

test("of many turns the first are said in words, and how many there are more", async () => {
  show({ customer: "f0".repeat(20), ours: "0".repeat(40) });
  expect((await labels())[0]).toMatch(/^Maya Chen: 0:50 of speech, 0:00 to 0:02, .* and 12 more times$/);
});

test("a recording with one channel has no lanes", async () => {
  show(undefined);
  await screen.findByRole("button", { name: "Play" });
  expect(screen.queryAllByRole("img")).toEqual([]);
});
