import { render, screen } from "@testing-library/react";
import { useRef } from "react";
import { expect, test } from "vitest";
import { useFocusOffList } from "./focus-thread";

function Columns({ isListAway, details }: { isListAway: boolean; details?: string }) {
  const thread = useRef<HTMLElement>(null);
  useFocusOffList(isListAway, thread);
  return (
    <div>
      <section>
        <button type="button">Row</button>
      </section>
      <section ref={thread} tabIndex={-1}>
        <h2 tabIndex={-1}>Maya Chen</h2>
        <button type="button">Reply</button>
      </section>
      {details && (
        <aside>
          <button type="button">{details}</button>
        </aside>
      )}
    </div>
  );
}

test("a list that goes away hands its focus to the thread in the same moment, whether or not the details have loaded", () => {
  const { rerender } = render(<Columns isListAway={false} />);
  screen.getByRole("button", { name: "Row" }).focus();
  rerender(<Columns isListAway={true} />);
  expect(document.activeElement).toBe(screen.getByRole("heading"));
});

test.each(["Reply", "Order"])("a focus elsewhere stays: %s", (name) => {
  const { rerender } = render(<Columns isListAway={false} details="Order" />);
  screen.getByRole("button", { name }).focus();
  rerender(<Columns isListAway={true} details="Order" />);
  expect(document.activeElement).toBe(screen.getByRole("button", { name }));
});
