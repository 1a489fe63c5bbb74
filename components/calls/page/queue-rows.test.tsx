import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { CallRow } from "@/server/contract/call-lists";
import { at, rowOf, uuid } from "@/tests/cached";
import { ana, renderInWorkspace } from "@/tests/workspace";
import { CallRows } from "./call-rows";

const row = (number: number, call: Partial<CallRow["item"]["call"]>): CallRow => ({
  conversation: rowOf(number, { place: { id: ana.scope.placeIds[0] ?? "", kind: "store", name: "Pine Street" } }),
  item: {
    ...{ id: uuid(1000 + number), conversationId: uuid(number), seq: 1, version: 1, kind: "call" as const },
    ...{ author: null, channel: "phone", at: at(number) },
    call: {
      ...{ direction: "in", outcome: null, participants: [], recordingRef: null, transcriptRef: null },
      phases: [{ phase: "queued", at: at(number) }],
      ...call,
    },
  },
});
const show = (rows: CallRow[], live?: CallRow[]) =>
  renderInWorkspace(<CallRows label={null} rows={rows} {...(live && { live })} />, { "calls.mine": () => [] });

test("customers who wait are shown with their time in line and their position", async () => {
  const rows = [row(2, {}), row(1, {})];
  show(rows, rows);
  const entries = await screen.findAllByRole("listitem");
  expect(entries.map((entry) => /position \d/.exec(entry.textContent ?? "")?.[0])).toEqual([
    "position 2",
    "position 1",
  ]);
  for (const entry of entries) expect(entry.textContent).toMatch(/in line for \d/);
});

test("where not all calls are known, no position is said", async () => {
  show([row(1, {})]);
  expect((await screen.findByRole("listitem")).textContent).toMatch(/in line for/);
  expect(screen.queryByText(/position/)).toBeNull();
});

test("a call whose customer asked to be called back says so, and is not shown as missed", async () => {
  const phases = [
    { phase: "queued" as const, at: at(1) },
    { phase: "ended" as const, at: at(2) },
  ];
  show([row(1, { outcome: "callback", phases })]);
  const summary = await screen.findByText("Incoming call · callback requested");
  expect(summary.className).not.toMatch(/danger/);
});
