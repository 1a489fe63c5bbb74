import { fireEvent, render, screen } from "@testing-library/react";
import { useLayoutEffect } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { setPreferences } from "./preferences";
import { useRegistered, useShortcuts } from "./shortcuts";

const press = (target: Element | Window, key: string, more: KeyboardEventInit = {}) =>
  fireEvent.keyDown(target, { key, code: `Key${key.toUpperCase()}`, ...more });

function Keys({ onJ, onEnter, onArrow }: { onJ: () => void; onEnter: () => void; onArrow?: () => void }) {
  useShortcuts([
    { keys: "j", label: "Next", group: "List", run: onJ },
    { keys: "ArrowDown", label: "Next", group: "List", within: "ul", run: () => onArrow?.() },
    { keys: "Alt+ArrowDown", label: "Open next", group: "List", run: () => onArrow?.() },
    { keys: "Enter", label: "Open", group: "List", run: onEnter },
  ]);
  return (
    <>
      <input aria-label="field" />
      <ul>
        <li>row</li>
      </ul>
      <button type="button">press me</button>
      <div role="dialog">
        <span>inside</span>
      </div>
    </>
  );
}

const onJ = vi.fn();
const onEnter = vi.fn();
beforeEach(() => {
  vi.clearAllMocks();
  setPreferences({ singleKeys: true });
});

test("a single key runs its shortcut and prevents the browser's default", () => {
  render(<Keys onJ={onJ} onEnter={onEnter} />);
  expect(press(document.body, "j")).toBe(false);
  expect(onJ).toHaveBeenCalledOnce();
});

test("it acts, with what is on screen, from the moment that this is drawn", () => {
  function Screen({ run }: { run: () => void }) {
    // As early as an element that was drawn with it can take the focus.
    useLayoutEffect(() => void press(document.body, "j"));
    return <Keys onJ={run} onEnter={onEnter} />;
  }
  const { rerender } = render(<Screen run={onJ} />);
  expect(onJ).toHaveBeenCalledOnce();
  const onNext = vi.fn();
  rerender(<Screen run={onNext} />);
  expect([onJ.mock.calls.length, onNext.mock.calls.length]).toEqual([1, 1]);
});

test("it does nothing in text fields, inside dialogs, and with Ctrl held", () => {
  render(<Keys onJ={onJ} onEnter={onEnter} />);
  press(screen.getByLabelText("field"), "j");
  press(screen.getByText("inside"), "j");
  press(document.body, "j", { ctrlKey: true });
  expect(onJ).not.toHaveBeenCalled();
});

test("a key of a call acts where people type and over a dialog, too", () => {
  const onMute = vi.fn();
  function Call() {
    useShortcuts([{ keys: "$mod+Shift+m", label: "Mute", group: "Call", overDialogs: true, run: onMute }]);
    return <Keys onJ={onJ} onEnter={onEnter} />;
  }
  render(<Call />);
  const mute = { key: "M", code: "KeyM", ctrlKey: true, shiftKey: true };
  fireEvent.keyDown(screen.getByText("inside"), mute);
  fireEvent.keyDown(screen.getByLabelText("field"), mute);
  expect(onMute).toHaveBeenCalledTimes(2);
});

test("Enter on a button presses the button", () => {
  render(<Keys onJ={onJ} onEnter={onEnter} />);
  expect(fireEvent.keyDown(screen.getByRole("button"), { key: "Enter", code: "Enter" })).toBe(true);
  expect(onEnter).not.toHaveBeenCalled();
});

test("a shortcut of one part of the screen works only while the focus is in it", () => {
  const onArrow = vi.fn();
  render(<Keys onJ={onJ} onEnter={onEnter} onArrow={onArrow} />);
  const down = { key: "ArrowDown", code: "ArrowDown" };
  expect(fireEvent.keyDown(document.body, down)).toBe(true);
  expect(onArrow).not.toHaveBeenCalled();
  expect(fireEvent.keyDown(screen.getByText("row"), down)).toBe(false);
  expect(onArrow).toHaveBeenCalledOnce();
});

test("Option and an arrow move the caret in text fields on a Mac, and are shortcuts elsewhere", () => {
  const onArrow = vi.fn();
  render(<Keys onJ={onJ} onEnter={onEnter} onArrow={onArrow} />);
  const down = { key: "ArrowDown", code: "ArrowDown", altKey: true };
  const platform = vi.spyOn(navigator, "platform", "get").mockReturnValue("MacIntel");
  fireEvent.keyDown(screen.getByLabelText("field"), down);
  expect(onArrow).not.toHaveBeenCalled();
  platform.mockReturnValue("Linux x86_64");
  fireEvent.keyDown(screen.getByLabelText("field"), down);
  expect(onArrow).toHaveBeenCalledOnce();
  platform.mockRestore();
});

test("single keys can be switched off together", () => {
  render(<Keys onJ={onJ} onEnter={onEnter} />);
  setPreferences({ singleKeys: false });
  press(document.body, "j");
  expect(onJ).not.toHaveBeenCalled();
});

test("unmounting a component unbinds its shortcuts", () => {
  const { unmount } = render(<Keys onJ={onJ} onEnter={onEnter} />);
  unmount();
  press(document.body, "j");
  expect(onJ).not.toHaveBeenCalled();
});

test("a registered shortcut still runs after an earlier one was removed", () => {
  let listed: ReturnType<typeof useRegistered> = [];
  function Screen({ isShort = false }: { isShort?: boolean }) {
    const s = { keys: "s", label: "Snooze", group: "List", run: onEnter } as const;
    const j = { keys: "j", label: "Next", group: "List", run: onJ } as const;
    const k = { keys: "k", label: "Previous", group: "List", run: onEnter } as const;
    useShortcuts(isShort ? [j, k] : [s, j, k]);
    listed = useRegistered();
    return null;
  }
  const { rerender } = render(<Screen />);
  const next = listed.find(({ keys }) => keys === "j");
  rerender(<Screen isShort />);
  next?.run();
  expect(onJ).toHaveBeenCalledOnce();
  expect(onEnter).not.toHaveBeenCalled();
});
