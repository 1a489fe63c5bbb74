import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { register } from "@/components/shell/shortcuts";
import { InEnglish } from "@/tests/intl";
import { IconButton } from "./icon-button";
import { Menu } from "./menu";

const code = vi.hoisted(() => Promise.withResolvers<void>());
vi.mock("./menu-layer", async (original) => {
  await code.promise;
  return original();
});

const resolve = vi.fn();
afterEach(() => vi.clearAllMocks());

function draw() {
  render(
    <InEnglish>
      <Menu trigger={<IconButton label="More" icon="…" />}>
        {({ Item }) => (
          <>
            <Item onSelect={resolve}>Resolve</Item>
            <Item onSelect={() => {}}>Snooze</Item>
          </>
        )}
      </Menu>
      <input aria-label="Elsewhere" />
    </InEnglish>,
  );
  const button = screen.getByRole("button", { name: "More" });
  button.focus();
  return button;
}
const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });
const item = (name: string) => screen.findByRole("menuitem", { name });

// First, because the code loads once.
test("until the code of a menu has loaded, keys run no shortcut of the page; then it opens with its first entry focused", async () => {
  const shortcut = vi.fn();
  const unregister = register([{ keys: "e", label: "Resolve", group: "Conversation", run: shortcut }]);
  const button = draw();
  press("Enter");
  expect(button.getAttribute("aria-expanded")).toBe("true");
  press("e");
  code.resolve();
  await waitFor(async () => expect(document.activeElement).toBe(await item("Resolve")));
  expect(shortcut).not.toHaveBeenCalled();
  unregister();
});

test("a menu belongs to its button: it is named by it, and returns the focus to it, which was never mounted again", async () => {
  const button = draw();
  fireEvent.pointerDown(button, { button: 0 });
  await item("Resolve");
  expect(screen.getByRole("menu").getAttribute("aria-labelledby")).toBe(button.id);
  press("Escape");
  await waitFor(() => expect(screen.queryByRole("menu")).toBeNull());
  expect(button.isConnected).toBe(true);
  expect(document.activeElement).toBe(button);
  expect(button.getAttribute("aria-expanded")).toBe("false");
});

test("an entry runs once, and closes the menu", async () => {
  draw();
  press("ArrowDown");
  fireEvent.click(await item("Resolve"));
  await waitFor(() => expect(screen.queryByRole("menu")).toBeNull());
  expect(resolve).toHaveBeenCalledTimes(1);
});
