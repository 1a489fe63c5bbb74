import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { IconButton } from "./icon-button";
import { Tooltips } from "./tooltips";

const page = (isThere: boolean) => (
  <>
    {isThere && <IconButton label="Snooze" keys="S" icon="z" />}
    <IconButton label="Assign" icon="a" />
    <Tooltips />
  </>
);
function draw() {
  const { rerender } = render(page(true));
  return { remove: () => rerender(page(false)), button: (name: string) => screen.getByRole("button", { name }) };
}
const tooltip = (text: string) => screen.findByRole("tooltip", { name: new RegExp(text) });
const gone = () => waitFor(() => expect(screen.queryByRole("tooltip")).toBeNull());

test("the name and the key of a focused button are shown, of one button at a time, until Escape", async () => {
  const { button } = draw();
  act(() => button("Snooze").focus());
  expect((await tooltip("Snooze")).textContent).toContain("S");
  act(() => button("Assign").focus());
  await tooltip("Assign");
  expect(screen.getAllByRole("tooltip")).toHaveLength(1);
  fireEvent.keyDown(document.body, { key: "Escape" });
  await gone();
});

type Drawn = ReturnType<typeof draw>;
test.each<[string, (drawn: Drawn) => void]>([
  ["pressed", ({ button }) => fireEvent.pointerDown(button("Snooze"))],
  ["left", ({ button }) => act(() => button("Snooze").blur())],
  ["removed", ({ remove }) => remove()],
])("the tooltip of a button that is %s closes", async (_, change) => {
  const drawn = draw();
  act(() => drawn.button("Snooze").focus());
  await tooltip("Snooze");
  change(drawn);
  await gone();
});
