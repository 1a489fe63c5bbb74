import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { renderInWorkspace } from "@/tests/workspace";
import { Palette } from "./palette";
import { register, useShortcuts } from "./shortcuts";

const push = vi.fn();
vi.mock("next/navigation", () => ({ useRouter: () => ({ push }) }));
beforeEach(() => vi.clearAllMocks());

function Screen({ onSnooze, onClose }: { onSnooze: () => void; onClose: () => void }) {
  useShortcuts([
    { keys: "s", label: "Snooze", group: "List", run: onSnooze },
    { keys: "j", label: "Next conversation", group: "List", run: () => {} },
  ]);
  return <Palette hasSimulator={false} onClose={onClose} />;
}
function open() {
  const onSnooze = vi.fn();
  const onClose = vi.fn();
  renderInWorkspace(<Screen onSnooze={onSnooze} onClose={onClose} />, {});
  return { onSnooze, onClose, input: screen.getByRole("combobox") };
}
const options = () => screen.queryAllByRole("option").map((option) => option.textContent);

test("shortcuts of the screen can be chosen by name, and run after the palette has closed", async () => {
  const { onSnooze, onClose, input } = open();
  fireEvent.change(input, { target: { value: "sno" } });
  expect(options()).toEqual(["SnoozeS"]);
  fireEvent.keyDown(input, { key: "Enter" });
  expect(onClose).toHaveBeenCalledOnce();
  expect(onSnooze).not.toHaveBeenCalled();
  await waitFor(() => expect(onSnooze).toHaveBeenCalledOnce());
});

test("arrow keys wrap around, and the field names the marked option", () => {
  const { input } = open();
  fireEvent.change(input, { target: { value: "theme" } });
  expect(options()).toEqual(["Theme: like the device", "Theme: light", "Theme: dark"]);
  const meant = () => document.getElementById(input.getAttribute("aria-activedescendant") ?? "")?.textContent;
  expect(meant()).toBe("Theme: like the device");
  fireEvent.keyDown(input, { key: "ArrowUp" });
  expect(meant()).toBe("Theme: dark");
  fireEvent.keyDown(input, { key: "ArrowDown" });
  expect(meant()).toBe("Theme: like the device");
});

test("a page is opened by name", async () => {
  const { input } = open();
  fireEvent.change(input, { target: { value: "go acc" } });
  fireEvent.keyDown(input, { key: "Enter" });
  await waitFor(() => expect(push).toHaveBeenCalledWith("/account"));
  expect(push).toHaveBeenCalledOnce();
});

test("without an answer of the server, conversations loaded on this device are found, and a cut list says how many more match", async () => {
  const rows = Array.from({ length: 11 }, (_, n) => ({
    id: `c${n}`,
    lastInboundSeq: 1,
    lastMessageAt: `2026-11-22T09:0${n % 10}:00.000Z`,
    customer: { id: `k${n}`, name: `Nora ${n}`, contact: "" },
    place: { id: "p", kind: "store", name: "Pine Street" },
  }));
  const onClose = vi.fn();
  const { queryClient, rerenderUi } = renderInWorkspace(<p>empty</p>, {});
  queryClient.setQueryData([["conversations", "list"], {}], { pages: [{ rows }] });
  rerenderUi(<Palette hasSimulator={false} onClose={onClose} />);
  fireEvent.change(screen.getByRole("combobox"), { target: { value: "nora" } });
  await screen.findByRole("group", { name: "Conversations loaded on this device" });
  screen.getByText("The search did not work");
  expect(options()).toHaveLength(8);
  screen.getByText("3 more match. Type more letters.");
});

test("shortcuts that only move the selection are not commands", () => {
  const { input } = open();
  fireEvent.change(input, { target: { value: "next" } });
  expect(options()).toEqual([]);
});

test("the marked command stays marked, and is what Enter runs, when a command above it disappears", async () => {
  const first = vi.fn();
  const second = vi.fn();
  const removeFirst = register([{ keys: "x", label: "Snip", group: "List", run: first }]);
  const removeSecond = register([{ keys: "y", label: "Snap", group: "List", run: second }]);
  const { onSnooze, input } = open();
  fireEvent.change(input, { target: { value: "sn" } });
  expect(options()).toEqual(["SnipX", "SnapY", "SnoozeS"]);
  fireEvent.keyDown(input, { key: "ArrowDown" });
  act(removeFirst);
  expect(options()).toEqual(["SnapY", "SnoozeS"]);
  expect(screen.getByRole("option", { selected: true }).textContent).toBe("SnapY");
  fireEvent.keyDown(input, { key: "Enter" });
  await waitFor(() => expect(second).toHaveBeenCalledOnce());
  expect(onSnooze).not.toHaveBeenCalled();
  act(removeSecond);
});

test("when the marked command disappears, the first is marked", () => {
  const remove = register([{ keys: "x", label: "Snip", group: "List", run: () => {} }]);
  const { input } = open();
  fireEvent.change(input, { target: { value: "sn" } });
  expect(options()).toEqual(["SnipX", "SnoozeS"]);
  act(remove);
  expect(screen.getByRole("option", { selected: true }).textContent).toBe("SnoozeS");
});
