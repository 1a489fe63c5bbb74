import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { CHANNEL_ICONS } from "@/server/contract/channel-descriptor";
import { NAMED_ICONS, NamedIcon } from "./named-icon";

test("every icon that a channel can name is rendered, and an unknown one has a fallback", () => {
  expect(Object.keys(NAMED_ICONS).sort()).toEqual([...CHANNEL_ICONS].sort());
  render(<NamedIcon name="from-a-later-version" label="Letters" />);
  expect(screen.getByRole("img", { name: "Letters" }).innerHTML).not.toBe("");
});
