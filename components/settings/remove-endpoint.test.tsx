import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { makeChannels } from "@/components/client/channels";
import type { EndpointView } from "@/server/contract/settings";
import { listChannels } from "@/server/domain/settings/list-channels";
import { english } from "@/tests/intl";
import { Refused, renderInWorkspace } from "@/tests/workspace";
import { consequences, RemoveEndpoint } from "./remove-endpoint";

const channels = makeChannels(listChannels("en"));
const endpoint: EndpointView = {
  id: "0193a000-0000-7000-8000-0000000000e1",
  connectionId: "0193a000-0000-7000-8000-0000000000c1",
  channel: "twilio-sms",
  address: "+12065550101",
  addressLabel: "+1 206 555 0101",
  label: "Pine Street texts",
  place: { id: "0193a000-0000-7000-8000-0000000000aa", name: "Pine Street" },
  problem: null,
};

test("removing a number shows its consequences first, and a refusal is shown as a sentence", async () => {
  const onClose = vi.fn();
  const remove = vi.fn(() => {
    throw new Refused("forbidden");
  });
  renderInWorkspace(<RemoveEndpoint endpoint={endpoint} onClose={onClose} />, {
    "settings.endpointUsage": () => ({ openConversations: 3, replacement: null }),
    "settings.removeEndpoint": remove,
  });
  const button = screen.getByRole("button", { name: "Remove" });
  expect(button.hasAttribute("disabled")).toBe(true);
  await screen.findByText(/Replies in 3 open conversations cannot be sent/);
  screen.getByText(/Texts to this number are refused/);
  fireEvent.click(button);
  await screen.findByText("You may see this, but not do that.");
  expect(remove).toHaveBeenCalledOnce();
  expect(onClose).not.toHaveBeenCalled();
});

test("an address cannot be removed while its consequences are unknown", async () => {
  renderInWorkspace(<RemoveEndpoint endpoint={endpoint} onClose={() => {}} />, {
    "settings.endpointUsage": () => {
      throw new Refused("unavailable");
    },
  });
  await waitFor(() => screen.getByText(/could not be loaded/));
  expect(screen.getByRole("button", { name: "Remove" }).hasAttribute("disabled")).toBe(true);
});

test("the consequences say which address replaces it, and that a site's chat stops", () => {
  const replacement = { addressLabel: "+1 206 555 0102", label: "second line" };
  expect(consequences({ t: english("settings"), channels }, endpoint, { openConversations: 1, replacement })[1]).toBe(
    "Replies in 1 open conversation then leave from +1 206 555 0102 (second line).",
  );
  const site = { ...endpoint, channel: "webchat", address: "wk_pine" };
  expect(
    consequences({ t: english("settings"), channels }, site, { openConversations: 0, replacement: null })[0],
  ).toMatch(/chat on the site .* stops working/);
});
