import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ContextPanel } from "@/components/customers/context-panel";
import type { OrderView, SkuStock } from "@/server/contract/commerce";
import type { Item } from "@/server/contract/conversations";
import type { CustomerContext } from "@/server/contract/customers";
import { emptyDevice } from "@/tests/empty-device";
import { shownText } from "@/tests/shown-text";
import { detail, ID, item } from "@/tests/thread-fixture";
import { type Answers, renderInWorkspace } from "@/tests/workspace";
import { ActionsProvider } from "./actions-provider";
import { Thread } from "./thread";
import { TimelineEntry } from "./timeline";
import { timelineEntries } from "./timeline-entries";

const AT = "2026-11-22T09:00:00.000Z";
/** Data that a card cannot render: a missing list, name or body. */
const BROKEN = null as never;

const order: OrderView = {
  id: "0193a000-0000-7000-8000-00000000d001",
  customerId: null,
  version: 1,
  number: "1001",
  status: "processing",
  placedAt: AT,
  totalMinor: 1234,
  currency: "USD",
  lines: [],
  fulfilments: [],
  shipments: [],
  source: "oms",
  observedAt: AT,
};
const context: CustomerContext = {
  customer: {
    id: "0193a000-0000-7000-8000-00000000cc01",
    name: "Maya Chen",
    version: 1,
    isOnRecord: true,
    language: "en",
    since: AT,
  },
  memberIds: ["0193a000-0000-7000-8000-00000000cc01"],
  merges: [],
  sharedWith: [],
  identities: [{ kind: "phone", label: "+1 555 010 0134", isVerified: true }],
  loyalty: [],
  consent: [{ channel: "sms", purpose: "service", state: "granted", at: AT, basis: "keyword" }],
  notes: [{ id: "0193a000-0000-7000-8000-00000000e001", author: "Ben Brook", body: "Prefers texts", at: AT }],
  earlier: [],
  orders: [order],
} as unknown as CustomerContext;
const stock: SkuStock = {
  sku: {
    id: "0193a000-0000-7000-8000-00000000f001",
    code: "S1",
    title: "Boots",
    options: "",
    priceMinor: 1,
    currency: "USD",
  },
  levels: [],
};
const offered = (card: unknown) =>
  item(2, {
    kind: "system",
    system: { type: "transfer_offered", by: "Ben", to: "Ana", card } as never,
  });

type Part = { context?: Partial<CustomerContext>; stock?: SkuStock; entry?: Item };
const CARDS: Record<string, Part> = {
  order: { context: { orders: [{ ...order, lines: BROKEN }] } },
  "pinned order": { context: { orders: [{ ...order, fulfilments: BROKEN }] } },
  profile: { context: { identities: BROKEN } },
  consent: { context: { consent: BROKEN } },
  identity: { context: { merges: [BROKEN] } },
  notes: { context: { notes: BROKEN } },
  "earlier conversations": { context: { earlier: [{ place: BROKEN }] as never } },
  handoff: { entry: offered(BROKEN) },
  "timeline entry": { entry: item(2, { body: BROKEN }) },
  attachments: { entry: item(2, { body: "Look", attachments: [{ id: "a", state: "ready", mime: BROKEN }] as never }) },
  stock: { stock: { ...stock, levels: BROKEN } },
};

beforeEach(() => {
  emptyDevice();
  // React logs errors that a boundary caught.
  vi.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => vi.restoreAllMocks());

function open(part: Part, answers: Answers = {}) {
  const nothing = () => {};
  const items = part.entry ? [part.entry] : [];
  const entries = timelineEntries([], items, [], false, () => String).filter((one) => one.type !== "top");
  return renderInWorkspace(
    <ActionsProvider>
      <Thread conversationId={ID} contextToggle={{ isOpen: false, toggle: nothing }} />
      <ContextPanel conversationId={ID} onOpen={nothing} />
      {/* The timeline draws what fits, and without a layout nothing does: its entry stands beside it. */}
      {entries.map((entry) => (
        <TimelineEntry key={entry.key} {...{ entry, customer: "Maya Chen", onRetry: nothing, onEdit: nothing }} />
      ))}
    </ActionsProvider>,
    {
      "conversations.get": () => detail,
      "customers.context": () => ({ ...context, ...part.context }),
      "commerce.searchStock": () => [part.stock ?? stock],
      ...answers,
    },
  );
}

test.each(Object.entries(CARDS))("a broken %s card says so, and the reply beside it is sent", async (name, part) => {
  const failures: { card: string; code: string }[] = [];
  const sent: string[] = [];
  open(part, {
    "sync.cardFailed": (input: { card: string; code: string }) => void failures.push(input),
    "conversations.send": (input: { body: string; clientMessageId: string }) => {
      sent.push(input.body);
      return item(9, { direction: "out", body: input.body, clientMessageId: input.clientMessageId });
    },
  });
  if (name === "stock") {
    fireEvent.mouseDown(await screen.findByRole("tab", { name: "Stock" }));
    fireEvent.change(await screen.findByRole("searchbox", { name: "Find stock" }), { target: { value: "boots" } });
  }
  const [broken] = await screen.findAllByText("This card couldn’t be shown");
  const card = within(broken?.closest("[role=status]") as HTMLElement);
  card.getByText(/^[A-Za-z]+-[0-9a-f]{8}$/);
  fireEvent.click(card.getByRole("button", { name: "Try again" }));
  await screen.findAllByText("This card couldn’t be shown");
  await waitFor(() => expect(failures.map((failure) => failure.card)).toContain(name));
  expect(shownText(failures)).not.toMatch(/Maya|Boots|555/);
  const reply = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Reply to Maya Chen" });
  fireEvent.change(reply, { target: { value: "Yes" } });
  fireEvent.click(screen.getByRole("button", { name: "Send" }));
  await waitFor(() => expect(sent).toEqual(["Yes"]));
});

test("an order in a currency that does not exist, with a status nobody knows, is shown in plain words", async () => {
  open({ context: { orders: [{ ...order, currency: "U$D", status: "on_the_moon" as never }] } });
  await screen.findByText(/12\.34 U\$D/);
  expect(screen.getAllByText("on the moon").length).toBeGreaterThan(0);
  expect(screen.queryByText("This card couldn’t be shown")).toBeNull();
});

test("a card that could not be rendered is rendered again once its data is valid", async () => {
  const { queryClient } = open({ context: { notes: BROKEN } });
  await screen.findByText("This card couldn’t be shown");
  const [key] = queryClient.getQueryCache().findAll({ queryKey: [["customers", "context"]] });
  queryClient.setQueryData(key?.queryKey ?? [], context);
  await screen.findByText("Prefers texts");
  expect(screen.queryByText("This card couldn’t be shown")).toBeNull();
});
