import { fireEvent, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { Refused, renderInWorkspace } from "@/tests/workspace";
import { TargetPicker } from "./target-picker";

test("the target picker says what could not be loaded instead of claiming that nobody matches", async () => {
  renderInWorkspace(<TargetPicker value={null} onChange={() => {}} />, {
    "team.places": () => [],
    "team.people": () => {
      throw new Refused("forbidden");
    },
  });
  await screen.findByText("Some people could not be loaded.");
  fireEvent.change(screen.getByRole("textbox"), { target: { value: "Zoe" } });
  expect(screen.queryByText(/matches/)).toBeNull();
});

test("the target picker says what it searched when nothing matches", async () => {
  renderInWorkspace(<TargetPicker value={null} onChange={() => {}} />, {
    "team.places": () => [],
    "team.people": () => [],
  });
  fireEvent.change(screen.getByRole("textbox"), { target: { value: "Zoe" } });
  await screen.findByText("No person, store or team matches “Zoe”");
});
