import { act, fireEvent, screen } from "@testing-library/react";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { ActionsProvider } from "@/components/conversations/actions-provider";
import { setDraft } from "@/components/conversations/drafts";
import { Thread } from "@/components/conversations/thread";
import { ContextPanel } from "@/components/customers/context-panel";
import { Announcer } from "@/components/shell/announcer";
import { preloadAll } from "@/components/ui/lazy-module";
import { Toaster } from "@/components/ui/toast";
import type { OrderView, SkuStock, StockLevelView } from "@/server/contract/commerce";
import type { ConversationDetail } from "@/server/contract/conversations";
import type { CustomerContext } from "@/server/contract/customers";
import type { Envelope } from "@/server/contract/events";
import { contextOf, destinationOf, uuid } from "@/tests/cached";
import { emptyDevice } from "@/tests/empty-device";
import { detail, ID } from "@/tests/thread-fixture";
import { ana, renderInWorkspace } from "@/tests/workspace";

const MINUTE = 60_000;
const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE).toISOString();
const level = (place: string, available: number, minutes = 1): StockLevelView => ({
  ...{ placeId: uuid(900 + place.length), placeName: place, onHand: available, reserved: 0, safety: 0, incoming: 0 },
  ...{ available, source: "pos", observedAt: ago(minutes) },
});
const stock: SkuStock = {
  sku: { id: uuid(1), code: "TR2-9", title: "Trail Runner 2", options: "9", priceMinor: 12900, currency: "USD" },
  levels: [level("Pine Street", 3), level("Harbor", -2), level("Old Town", 5, 7), level("Outlet", 1, 20)],
};
const order = (minutes: number): OrderView => ({
  ...{ id: uuid(2), customerId: null, version: 1, number: "105929", status: "processing", placedAt: ago(5000) },
  ...{ totalMinor: 12900, currency: "USD", fulfilments: [], shipments: [], source: "oms", observedAt: ago(minutes) },
  lines: [
    {
      ...{ id: uuid(3), skuCode: "TR2-9", title: "Trail Runner 2", ordered: 2, cancelled: 0 },
      ...{ fulfilled: 2, delivered: 2, returned: 0, priceMinor: 6450 },
    },
  ],
});

// Lazy modules are loaded, as on a page that has been idle.
beforeAll(preloadAll);
beforeEach(() => emptyDevice({ userId: ana.id, conversationId: ID }));

async function open({
  part = {},
  orders = [order(1)],
}: {
  part?: Partial<ConversationDetail>;
  orders?: OrderView[];
} = {}) {
  const context: CustomerContext = { ...contextOf(detail.row.customer), orders };
  const screens = renderInWorkspace(
    <ActionsProvider>
      <Announcer />
      <Thread conversationId={ID} contextToggle={{ isOpen: true, toggle: () => {} }} />
      <ContextPanel conversationId={ID} onOpen={() => {}} />
      <Toaster theme="light" />
    </ActionsProvider>,
    {
      "conversations.get": () => ({ ...detail, ...part }),
      "customers.context": () => context,
      "commerce.searchStock": () => [stock],
    },
  );
  await screen.findByRole("textbox", { name: /^(Reply to|Note for)/ });
  await screen.findByText("105929");
  return screens;
}
const field = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: /^(Reply to|Note for)/ });
const button = (name: string) => screen.getByRole("button", { name });
const buttons = () => screen.queryAllByRole("button", { name: /^(Insert into|Too old)/ });
async function findStock() {
  fireEvent.mouseDown(screen.getByRole("tab", { name: "Stock" }));
  fireEvent.change(await screen.findByRole("searchbox", { name: "Find stock" }), { target: { value: "trail" } });
  await screen.findByRole("article", { name: "Stock of Trail Runner 2" });
}

test("a stock row goes to the caret of the reply with its age, between spaces, and is announced", async () => {
  await open();
  fireEvent.change(field(), { target: { value: "Hello!Bye" } });
  field().focus();
  field().setSelectionRange(6, 6);
  await findStock();
  fireEvent.click(button("Insert into reply: stock at Pine Street"));
  expect(field().value).toMatch(/^Hello! Trail Runner 2, 9: 3 in stock at Pine Street \(as of .*\d\d:\d\d.*\) Bye$/);
  expect(field().selectionStart).toBe(field().value.indexOf("Bye"));
  expect(document.activeElement).toBe(field());
  expect(screen.getByRole("log").textContent).toContain("Inserted into reply");
});

test("a draft that was restored gets it at its end", async () => {
  setDraft({ userId: ana.id, conversationId: ID, mode: "reply" }, "We have");
  await open();
  field().setSelectionRange(0, 0);
  fireEvent.click(button("Insert into reply: Trail Runner 2 of order 105929"));
  expect(field().value).toMatch(/^We have Order 105929/);
});

test("a product goes with its price, and stock that is short is none for a customer", async () => {
  await open();
  await findStock();
  fireEvent.click(button("Insert into reply: Trail Runner 2"));
  expect(field().value).toMatch(/^Trail Runner 2, 9, \D*129\.00/);
  fireEvent.click(button("Insert into reply: stock at Harbor"));
  expect(field().value).toMatch(/none in stock at Harbor \(as of /);
});

test("stock that is stale or unknown cannot be inserted, and its button says so", async () => {
  await open();
  await findStock();
  for (const place of ["Old Town", "Outlet"]) {
    const old = button(`Too old to tell a customer: stock at ${place}`);
    expect(old.getAttribute("aria-disabled")).toBe("true");
    fireEvent.click(old);
  }
  expect(field().value).toBe("");
});

test.each([
  ["an order line goes with its state", 1, "Order 105929: 2 × Trail Runner 2 (delivered)"],
  ["an order line of a stale order goes without its state", 16, "Order 105929: 2 × Trail Runner 2"],
])("%s", async (_, minutes, text) => {
  await open({ orders: [order(minutes)] });
  fireEvent.click(button("Insert into reply: Trail Runner 2 of order 105929"));
  expect(field().value).toBe(text);
});

test("while a note is written it goes into the note, and the reply stays as it is", async () => {
  await open();
  fireEvent.change(field(), { target: { value: "for the customer" } });
  fireEvent.click(screen.getByRole("radio", { name: "Note" }));
  fireEvent.click(button("Insert into note: Trail Runner 2 of order 105929"));
  expect(field().value).toBe("Order 105929: 2 × Trail Runner 2 (delivered)");
  fireEvent.click(screen.getByRole("radio", { name: "Reply" }));
  expect(field().value).toBe("for the customer");
});

test("there is nothing to insert into a reply that is not allowed or reaches nobody, and still into a note", async () => {
  const blocked = { reason: "noEmailChannel" } as const;
  for (const part of [
    { can: { ...detail.can, reply: false } },
    { destinations: [destinationOf("twilio-sms", { blocked })] },
  ] as Partial<ConversationDetail>[]) {
    const { unmount } = await open({ part });
    fireEvent.click(screen.getByRole("radio", { name: "Reply" }));
    expect(buttons()).toEqual([]);
    fireEvent.click(screen.getByRole("radio", { name: "Note" }));
    expect(buttons()).toHaveLength(1);
    unmount();
  }
});

test("a resolved conversation can be written to, as its composer says", async () => {
  await open({ part: { row: { ...detail.row, status: "resolved" } } });
  fireEvent.click(button("Insert into reply: Trail Runner 2 of order 105929"));
  expect(field().value).not.toBe("");
});

test("the buttons go with the access to the conversation", async () => {
  const { cache } = await open();
  expect(buttons()).toHaveLength(1);
  const entity = { kind: "conversation_left", conversationId: ID, movedTo: null };
  act(() => cache.apply([{ type: "conversation.assigned", at: "", entity } as Envelope]));
  await screen.findByRole("button", { name: "Back to the list" });
  expect(buttons()).toEqual([]);
});

test("text that does not fit is refused with a reason, and the reply stays as it is", async () => {
  await open();
  const long = "a".repeat(3990);
  fireEvent.change(field(), { target: { value: long } });
  fireEvent.click(button("Insert into reply: Trail Runner 2 of order 105929"));
  await screen.findByText(/It does not fit/);
  expect(field().value).toBe(long);
});
