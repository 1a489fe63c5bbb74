import { cleanup, fireEvent, screen, within } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { preloadAll } from "@/components/ui/lazy-module";
import { addChannel } from "@/server/channels/directory";
import type { ConsentView, CustomerContext } from "@/server/contract/customers";
import { photogram } from "@/tests/channels/photogram";
import { renderInWorkspace } from "@/tests/workspace";
import { ConsentSection } from "./consent-section";

const CONVERSATION = "0193a000-0000-7000-8000-000000000c01";
const NUMBER = "+1 425 555 0123";
const entryOf = (over: Partial<ConsentView>): ConsentView => ({
  ...{ contact: NUMBER, channel: "sms", purpose: "service", state: "granted", basis: "keyword" },
  at: "2026-11-22T09:00:00.000Z",
  ...over,
});
const contextOf = (consent: ConsentView[], ...kinds: string[]) =>
  ({
    identities: kinds.map((kind) => ({ kind, label: NUMBER, isVerified: true })),
    consent,
  }) as unknown as CustomerContext;

// Lazy modules are loaded, as on a page that has been idle.
beforeAll(preloadAll);
let removeChannel: () => void;
beforeEach(() => {
  removeChannel = addChannel(photogram);
});
afterEach(() => {
  cleanup();
  removeChannel();
});

function show(context: CustomerContext) {
  const recorded: unknown[] = [];
  const record = (input: unknown) => {
    recorded.push(input);
    return [];
  };
  renderInWorkspace(<ConsentSection conversationId={CONVERSATION} context={context} />, {
    "customers.recordConsent": record,
  });
  return { recorded, lines: screen.queryAllByRole("listitem").map((line) => line.textContent ?? "") };
}

test("every stored consent is said in words: its channel, purpose, verdict, address and what it rests on", () => {
  const { lines } = show(
    contextOf(
      [
        entryOf({}),
        entryOf({ purpose: "marketing", state: "revoked", basis: "spoken" }),
        entryOf({ contact: "u-77", channel: "photogram", purpose: "survey", basis: "provider" }),
        entryOf({ channel: "fax", purpose: "poetry", basis: "handwriting" }),
      ],
      "phone",
    ),
  );
  expect(lines).toEqual([
    expect.stringMatching(/^SMS · Service messagesAllowed\+1 425 555 0123 · By a keyword such as STOP or START · /),
    expect.stringMatching(/^SMS · MarketingOpted out\+1 425 555 0123 · Told a colleague · /),
    expect.stringMatching(/^Photogram · SurveysAllowedu-77 · Reported by the provider · /),
    // A newer version's words stand as they are.
    expect.stringMatching(/^fax · poetryAllowed\+1 425 555 0123 · handwriting · /),
  ]);
});

test("an opt-out is recorded for the channel that it is about, of those that reach the customer", async () => {
  const revoked = entryOf({ contact: "u-77", channel: "photogram", state: "revoked" });
  const { recorded } = show(contextOf([revoked], "phone", "external:photogram", "visitor"));
  expect(screen.getAllByRole("button").map((button) => button.textContent)).toEqual([
    "Record opt-out from SMS",
    "Record opt-in to Photogram",
  ]);
  fireEvent.click(screen.getByRole("button", { name: "Record opt-in to Photogram" }));
  const dialog = within(screen.getByRole("dialog", { name: "Record an opt-in to Photogram" }));
  fireEvent.change(dialog.getByRole("textbox"), { target: { value: "Please write to me again" } });
  fireEvent.click(dialog.getByRole("button", { name: "Record opt-in" }));
  await screen.findByText("Record opt-out from SMS");
  await expect.poll(() => recorded).toMatchObject([{ channel: "photogram", action: "grant" }]);
});

test("an opt-out from marketing leaves service messages allowed, and a customer whom no such channel reaches is asked nothing", () => {
  show(contextOf([entryOf({ purpose: "marketing", state: "revoked" })], "phone"));
  expect(screen.getByRole("button").textContent).toBe("Record opt-out");
  cleanup();
  show(contextOf([], "visitor", "email"));
  expect(screen.queryByRole("button")).toBeNull();
});
