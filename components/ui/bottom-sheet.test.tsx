import { fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { InEnglish } from "@/tests/intl";
import { BottomSheet } from "./bottom-sheet";
import { snapOf } from "./use-drag-height";

function Screen() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Details
      </button>
      <input aria-label="Reply" />
      {isOpen && (
        <BottomSheet title="Customer details" onClose={() => setOpen(false)}>
          <input aria-label="Find stock" type="search" placeholder="Item" />
        </BottomSheet>
      )}
    </>
  );
}
function openSheet() {
  render(<Screen />, { wrapper: InEnglish });
  const opener = screen.getByRole("button", { name: "Details" });
  opener.focus();
  fireEvent.click(opener);
  return { opener, sheet: screen.getByRole("dialog", { name: "Customer details" }) };
}

test("opening moves the focus into it, and Escape returns the focus to the opener", () => {
  const { opener, sheet } = openSheet();
  expect(document.activeElement).toBe(sheet);
  fireEvent.keyDown(sheet, { key: "Escape" });
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(document.activeElement).toBe(opener);
});

test("closing it while the person writes elsewhere leaves the focus there", () => {
  openSheet();
  const reply = screen.getByLabelText("Reply");
  reply.focus();
  fireEvent.click(screen.getByRole("button", { name: "Close Customer details" }));
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(document.activeElement).toBe(reply);
});

test("buttons resize and close it like the handle", () => {
  const { sheet } = openSheet();
  expect(sheet.style.height).toBe("50%");
  fireEvent.click(screen.getByRole("button", { name: "Make Customer details taller" }));
  expect(sheet.style.height).toBe("95%");
  fireEvent.click(screen.getByRole("button", { name: "Make Customer details shorter" }));
  expect(sheet.style.height).toBe("50%");
});

test("an Escape that an element inside has handled does not close it", () => {
  const { sheet } = openSheet();
  const field = screen.getByLabelText("Find stock");
  field.addEventListener("keydown", (event) => event.preventDefault());
  fireEvent.keyDown(field, { key: "Escape" });
  expect(sheet.isConnected).toBe(true);
});

test("when released, it snaps to half or nearly all of the screen, or closes", () => {
  expect([0.1, 0.45, 0.6, 0.9].map(snapOf)).toEqual(["closed", "half", "half", "tall"]);
});
