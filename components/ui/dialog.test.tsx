import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { InEnglish } from "@/tests/intl";
import { Dialog } from "./dialog";

test("using what stays in use over dialogs does not close one; a press anywhere else beside it does", async () => {
  const close = vi.fn();
  render(
    <>
      <div data-over-dialogs>
        <button type="button">Mute</button>
      </div>
      <p>elsewhere</p>
      <Dialog open onOpenChange={close} title="Transfer">
        <input aria-label="need" />
      </Dialog>
    </>,
    { wrapper: InEnglish },
  );
  // A dialog listens from the next turn on, so that the press that opened it does not close it.
  await new Promise((resolve) => setTimeout(resolve));
  for (const text of ["Mute", "elsewhere"]) {
    fireEvent.pointerDown(screen.getByText(text));
    fireEvent.click(screen.getByText(text));
  }
  await waitFor(() => expect(close).toHaveBeenCalled());
  expect(close.mock.calls).toEqual([[false]]);
});
