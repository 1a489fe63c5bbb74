import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { NuqsTestingAdapter } from "nuqs/adapters/testing";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { preloadAll } from "@/components/ui/lazy-module";
import { useToastPlace } from "@/components/ui/toast-place";
import type { CustomerContext } from "@/server/contract/customers";
import type { Envelope } from "@/server/contract/events";
import { emptyDevice } from "@/tests/empty-device";
import { detail, ID } from "@/tests/thread-fixture";
import { ana, Refused, renderInWorkspace } from "@/tests/workspace";
import { Inbox } from "./inbox";
import { useInbox } from "./inbox-state";
import { chooseDetails, showListBeside } from "./use-columns";

const OTHER = "0193a000-0000-7000-8000-00000000c002";
const [PORTRAIT, LANDSCAPE, DESKTOP] = [820, 1180, 1366];
const context: CustomerContext = {
  customer: { id: detail.row.customer.id, name: "Maya Chen", language: null, since: "2026-01-01T00:00:00.000Z" },
  ...{ identities: [], loyalty: [], orders: [], consent: [], notes: [], earlier: [], merges: [], sharedWith: [] },
} as unknown as CustomerContext;

let width = LANDSCAPE;
const listeners = new Set<() => void>();
function turn(to: number) {
  width = to;
  act(() => {
    for (const changed of listeners) changed();
  });
}
const media = (query: string) => ({
  get matches() {
    return width >= Number(/min-width: ([\d.]+)rem/.exec(query)?.[1] ?? Number.POSITIVE_INFINITY) * 16;
  },
  addEventListener: (_: string, changed: () => void) => listeners.add(changed),
  removeEventListener: (_: string, changed: () => void) => listeners.delete(changed),
});

// Lazy modules are loaded, as on a page that has been idle.
beforeAll(preloadAll);
beforeEach(() => {
  emptyDevice({ userId: ana.id, conversationId: ID });
  vi.stubGlobal("matchMedia", media);
  chooseDetails(null);
  showListBeside(null);
  width = LANDSCAPE;
});

function Around() {
  const { open } = useInbox();
  return (
    <>
      <style>{".invisible { visibility: hidden }"}</style>
      <button type="button" onClick={() => open(OTHER)}>
        Open another
      </button>
      <output aria-label="Toasts">{useToastPlace()}</output>
      <Inbox />
    </>
  );
}
async function openInbox() {
  const server = { canRead: true };
  const shown = renderInWorkspace(
    <NuqsTestingAdapter hasMemory searchParams={`?c=${ID}`}>
      <Around />
    </NuqsTestingAdapter>,
    {
      "conversations.list": () => ({ rows: [], reads: {}, nextCursor: null }),
      "conversations.counts": () => ({}),
      "conversations.get": ({ conversationId }: { conversationId: string }) => {
        if (!server.canRead) throw new Refused("not_found", "noAccess", { conversationId });
        return { ...detail, row: { ...detail.row, id: conversationId } };
      },
      "customers.context": () => context,
      "commerce.searchStock": () => [],
    },
  );
  const reply = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Reply to Maya Chen" });
  const lose = () => {
    server.canRead = false;
    const entity = { kind: "conversation_left", conversationId: ID, movedTo: null };
    act(() => shown.cache.apply([{ type: "conversation.assigned", at: "", entity } as Envelope]));
  };
  return { ...shown, reply, lose };
}
const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));
const list = () => screen.queryByRole("region", { name: "Conversations" });
const aside = () => screen.queryByRole("complementary", { name: "Customer details" });
const sheet = () => screen.queryByRole("dialog", { name: "Customer details" });
const heading = () => screen.getByRole("heading", { name: "Maya Chen", level: 2 });
const key = (keys: string) =>
  fireEvent.keyDown(document.activeElement ?? document.body, { key: keys, code: `Key${keys.toUpperCase()}` });

describe("on a landscape tablet", () => {
  test("the customer's details stand beside the thread in place of the list, and nothing lies over the reply", async () => {
    const { reply } = await openInbox();
    expect(list()).not.toBeNull();
    expect(aside()).toBeNull();
    press("Show customer details");
    expect(aside()).not.toBeNull();
    expect(list()).toBeNull();
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(reply.closest("[aria-hidden=true], [inert]")).toBeNull();
    expect(screen.getByLabelText("Toasts").textContent).toBe("top");
    press("Hide customer details");
    expect(aside()).toBeNull();
    expect(list()).not.toBeNull();
    expect(screen.getByLabelText("Toasts").textContent).toBe("list");
  });

  test("the device remembers whether they are open", async () => {
    const first = await openInbox();
    press("Show customer details");
    first.unmount();
    const second = await openInbox();
    expect(aside()).not.toBeNull();
    press("Hide customer details");
    second.unmount();
    await openInbox();
    expect(aside()).toBeNull();
  });

  test("Show conversations brings the list back until another conversation is opened", async () => {
    await openInbox();
    press("Show customer details");
    press("Show conversations");
    expect(list()).not.toBeNull();
    expect(aside()).toBeNull();
    expect(screen.queryByRole("button", { name: "Show conversations" })).toBeNull();
    expect(document.activeElement).toBe(heading());
    press("Open another");
    expect(aside()).not.toBeNull();
    expect(list()).toBeNull();
  });

  test("P shows and hides them, L and J bring the list back, and the focus is never lost", async () => {
    await openInbox();
    heading().focus();
    key("p");
    expect(aside()).not.toBeNull();
    key("l");
    expect(list()).not.toBeNull();
    expect(document.activeElement).toBe(heading());
    key("p");
    within(aside() as HTMLElement)
      .getByRole("tab", { name: "Stock" })
      .focus();
    key("p");
    expect(aside()).toBeNull();
    expect(document.activeElement).toBe(heading());
  });

  test("opening them while the focus is in the list moves it to the thread", async () => {
    await openInbox();
    const filters = screen.getByRole("button", { name: "Sort and filter" });
    filters.focus();
    key("p");
    expect(list()).toBeNull();
    expect(document.activeElement).toBe(heading());
  });

  test("losing access closes them, brings the list back, and keeps the draft", async () => {
    const { reply, lose } = await openInbox();
    fireEvent.change(reply, { target: { value: "Two are left" } });
    press("Show customer details");
    within(aside() as HTMLElement)
      .getByRole("tab", { name: "Stock" })
      .focus();
    lose();
    await screen.findByRole("button", { name: "Back to the list" });
    expect(aside()).toBeNull();
    expect(list()).not.toBeNull();
    expect(screen.getByRole("textbox", { name: "Your unsent reply" })).toMatchObject({ value: "Two are left" });
    expect(document.activeElement).not.toBe(document.body);
    key("p");
    expect(aside()).toBeNull();
  });
});

test("rotating the tablet keeps the details, what was searched for and noted in them, and the focus of the reply", async () => {
  const { reply } = await openInbox();
  press("Show customer details");
  const note = await within(aside() as HTMLElement).findByRole("textbox");
  fireEvent.change(note, { target: { value: "Prefers calls" } });
  fireEvent.mouseDown(screen.getByRole("tab", { name: "Stock" }));
  fireEvent.change(screen.getByRole("searchbox"), { target: { value: "boots" } });
  reply.focus();
  turn(PORTRAIT);
  expect(aside()).toBeNull();
  expect(within(sheet() as HTMLElement).getByRole<HTMLInputElement>("searchbox").value).toBe("boots");
  expect(document.activeElement).toBe(reply);
  turn(LANDSCAPE);
  expect(sheet()).toBeNull();
  expect(within(aside() as HTMLElement).getByRole<HTMLInputElement>("searchbox").value).toBe("boots");
  fireEvent.mouseDown(screen.getByRole("tab", { name: "Customer" }));
  await waitFor(() => expect(screen.getByDisplayValue("Prefers calls")).not.toBeNull());
  expect(document.activeElement).not.toBe(document.body);
});

test("where all three fit, the list stays beside the details, which are open unless the person closes them", async () => {
  width = DESKTOP;
  await openInbox();
  expect(list()).not.toBeNull();
  expect(aside()).not.toBeNull();
  expect(screen.queryByRole("button", { name: "Show conversations" })).toBeNull();
  press("Hide customer details");
  expect(aside()).toBeNull();
  turn(LANDSCAPE);
  expect(list()).not.toBeNull();
  expect(aside()).toBeNull();
});
