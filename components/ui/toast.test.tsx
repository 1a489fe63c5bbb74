import { render, screen } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { InEnglish } from "@/tests/intl";
import { Toaster, toastError, toastUndo } from "./toast";

beforeEach(() => {
  const nothing = () => {};
  const noMedia = { matches: false, addEventListener: nothing, removeEventListener: nothing, addListener: nothing };
  vi.stubGlobal("matchMedia", () => noMedia);
});

test("toasts that come before their code is there appear once it is, in their order, and can be taken back", async () => {
  const run = vi.fn();
  toastUndo("Claimed Maya Chen", { label: "Undo", run });
  toastError("The server could not be reached");
  render(
    <InEnglish>
      <Toaster theme="light" />
    </InEnglish>,
  );
  await screen.findByText("The server could not be reached");
  (await screen.findByRole("button", { name: "Undo" })).click();
  expect(run).toHaveBeenCalledOnce();
});
