import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { useReading } from "./use-reading";

function Part() {
  const { isReading, handlers } = useReading();
  return (
    <>
      <div data-testid="part" {...handlers}>
        <button type="button">inside</button>
      </div>
      <button type="button">outside</button>
      <output>{isReading ? "reading" : "free"}</output>
    </>
  );
}
beforeEach(() => void render(<Part />));
afterEach(cleanup);
const state = () => screen.getByRole("status").textContent;
const part = () => screen.getByTestId("part");

test("a person is reading while the pointer is over the part, but not because a finger touched it", () => {
  expect(state()).toBe("free");
  fireEvent.pointerEnter(part(), { pointerType: "mouse" });
  expect(state()).toBe("reading");
  fireEvent.pointerLeave(part());
  expect(state()).toBe("free");
  fireEvent.pointerEnter(part(), { pointerType: "touch" });
  expect(state()).toBe("free");
});

test("a person is reading while the focus is in the part, even when the pointer leaves it", () => {
  const [inside, outside] = [screen.getByText("inside"), screen.getByText("outside")];
  fireEvent.pointerEnter(part(), { pointerType: "mouse" });
  inside.focus();
  fireEvent.pointerLeave(part());
  expect(state()).toBe("reading");
  fireEvent.focusOut(inside, { relatedTarget: outside });
  expect(state()).toBe("free");
});

test("a person is reading while the part is scrolled down", () => {
  for (const [scrollTop, expected] of [
    [200, "reading"],
    [0, "free"],
  ] as const) {
    part().scrollTop = scrollTop;
    fireEvent.scroll(part());
    expect(state()).toBe(expected);
  }
});
