import { screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { renderInWorkspace } from "@/tests/workspace";
import { MenuAnswered } from "./menu-answered";

const PINE = "0193a000-0000-7000-8000-0000000000aa";

test("says how many calls of the chosen location the menu answered", async () => {
  const asked = vi.fn((_: { placeId?: string }) => ({ calls: 40, answered: 12 }));
  renderInWorkspace(<MenuAnswered placeId={PINE} live="" />, { "calls.menuContainment": asked });
  await screen.findByText("Phone menu, last 24 hours: 12 of 40 calls answered without a person");
  expect(asked).toHaveBeenCalledWith({ placeId: PINE });
});

test("says nothing where no call came to a menu", async () => {
  const asked = vi.fn(() => ({ calls: 0, answered: 0 }));
  const { container } = renderInWorkspace(<MenuAnswered placeId={null} live="" />, { "calls.menuContainment": asked });
  await waitFor(() => expect(asked).toHaveBeenCalled());
  expect(container.textContent).toBe("");
});
