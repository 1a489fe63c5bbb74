import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { renderInWorkspace } from "@/tests/workspace";
import { BottomTabs } from "./rail";

let params = "";
vi.mock("next/navigation", () => ({
  usePathname: () => "/inbox",
  useRouter: () => ({ push: () => {} }),
  useSearchParams: () => new URLSearchParams(params),
}));

function tabsAt(search: string) {
  params = search;
  renderInWorkspace(<BottomTabs hasSimulator={false} onShortcuts={() => {}} onCommands={() => {}} />, {});
  return screen.queryByRole("navigation");
}

test("an open conversation takes the tabs' place", () => {
  expect(tabsAt("c=0193a000-0000-7000-8000-000000000001")).toBeNull();
});

test("a link with something else than a conversation's id leaves the tabs, since no Back button stands in for them", () => {
  expect(tabsAt("c=garbage")).not.toBeNull();
});
