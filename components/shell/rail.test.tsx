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

test("an open conversation hides the tabs", () => {
  expect(tabsAt("c=0193a000-0000-7000-8000-000000000001")).toBeNull();
});

test("a link with an invalid conversation id keeps the tabs, because there is no Back button", () => {
  expect(tabsAt("c=garbage")).not.toBeNull();
});
