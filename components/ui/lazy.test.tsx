import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { register } from "@/components/shell/shortcuts";
import { InEnglish } from "@/tests/intl";
import { Dialog } from "./dialog";
import { lazyComponent } from "./lazy";
import { WaitingDialog } from "./waiting-dialog";

type Props = { onClose: () => void };
const Assign = ({ onClose }: Props) => (
  <Dialog open onOpenChange={onClose} title="Assign">
    <input aria-label="Search" />
  </Dialog>
);

/** A component whose code arrives, or fails to, when the test says so. */
function controlled() {
  const attempts: { arrive: () => void; fail: () => void }[] = [];
  const fetchCode = () =>
    new Promise<typeof Assign>((resolve, reject) => {
      attempts.push({ arrive: () => resolve(Assign), fail: () => reject(new Error("offline")) });
    });
  return { Lazy: lazyComponent(fetchCode, WaitingDialog), attempts };
}

const draw = (ui: React.ReactNode) =>
  render(
    <InEnglish>
      <button type="button">Opener</button>
      {ui}
    </InEnglish>,
  );
const opener = () => screen.getByRole("button", { name: "Opener", hidden: true });
const failed = () => screen.queryByRole("alert");

/** Fails every attempt that one call of `load` makes. */
async function failAll(attempts: { fail: () => void }[]) {
  while (!failed()) {
    attempts.at(-1)?.fail();
    await act(() => vi.advanceTimersByTimeAsync(5000));
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a dialog that is opened before its code is there opens once it is, and gives the keyboard back to what opened it", async () => {
  const { Lazy, attempts } = controlled();
  const { rerender } = draw(null);
  opener().focus();
  const ui = (shown: React.ReactNode) => (
    <InEnglish>
      <button type="button">Opener</button>
      {shown}
    </InEnglish>
  );
  rerender(ui(<Lazy onClose={() => {}} />));
  expect(screen.getByRole("dialog", { name: "Loading…" })).toBe(document.activeElement);
  attempts[0]?.arrive();
  await act(() => vi.advanceTimersByTimeAsync(0));
  const dialog = screen.getByRole("dialog", { name: "Assign" });
  expect(dialog.contains(document.activeElement)).toBe(true);
  rerender(ui(null));
  await act(() => vi.advanceTimersByTimeAsync(0));
  expect(document.activeElement).toBe(opener());
});

test("keys that are typed for a dialog on its way run no command of the page, and Escape closes it", () => {
  const resolved = vi.fn();
  const closed = vi.fn();
  const stop = register([{ keys: "e", label: "Resolve", group: "List", run: resolved }]);
  const { Lazy } = controlled();
  draw(<Lazy onClose={closed} />);
  fireEvent.keyDown(document.activeElement ?? document.body, { key: "e" });
  expect(resolved).not.toHaveBeenCalled();
  opener().focus();
  fireEvent.keyDown(document.activeElement ?? document.body, { key: "e" });
  expect(resolved).not.toHaveBeenCalled();
  fireEvent.keyDown(document.activeElement ?? document.body, { key: "Escape" });
  expect(closed).toHaveBeenCalledOnce();
  stop();
});

test("code that is lost once on its way is fetched again by itself", async () => {
  const { Lazy, attempts } = controlled();
  draw(<Lazy onClose={() => {}} />);
  attempts[0]?.fail();
  await act(() => vi.advanceTimersByTimeAsync(500));
  attempts[1]?.arrive();
  await act(() => vi.advanceTimersByTimeAsync(0));
  screen.getByRole("dialog", { name: "Assign" });
});

test("code that stays out of reach is said to be, and comes with the next attempt", async () => {
  const { Lazy, attempts } = controlled();
  draw(<Lazy onClose={() => {}} />);
  await failAll(attempts);
  const before = attempts.length;
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(failed()).toBeNull();
  expect(attempts).toHaveLength(before + 1);
  attempts.at(-1)?.arrive();
  await act(() => vi.advanceTimersByTimeAsync(0));
  screen.getByRole("dialog", { name: "Assign" });
});

test("code that stayed out of reach comes by itself when the network is back", async () => {
  const { Lazy, attempts } = controlled();
  draw(<Lazy onClose={() => {}} />);
  await failAll(attempts);
  const before = attempts.length;
  window.dispatchEvent(new Event("online"));
  expect(attempts).toHaveLength(before + 1);
  attempts.at(-1)?.arrive();
  await act(() => vi.advanceTimersByTimeAsync(0));
  screen.getByRole("dialog", { name: "Assign" });
});

test("code that was loaded ahead is drawn at once, without a placeholder", async () => {
  const { Lazy, attempts } = controlled();
  Lazy.preload();
  attempts[0]?.arrive();
  await act(() => vi.advanceTimersByTimeAsync(0));
  draw(<Lazy onClose={() => {}} />);
  screen.getByRole("dialog", { name: "Assign" });
});
