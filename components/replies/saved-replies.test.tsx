import { fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { ActionsProvider } from "@/components/conversations/actions-provider";
import { setDraft } from "@/components/conversations/drafts";
import { Thread } from "@/components/conversations/thread";
import { preloadAll } from "@/components/ui/lazy-module";
import type { OrderView } from "@/server/contract/commerce";
import type { ConversationDetail } from "@/server/contract/conversations";
import type { SavedReply } from "@/server/contract/replies";
import { contextOf } from "@/tests/cached";
import { emptyDevice } from "@/tests/empty-device";
import { detail, ID, item } from "@/tests/thread-fixture";
import { type Answers, ana, renderInWorkspace } from "@/tests/workspace";

let made = 0;
const reply = (name: string, body: string, more: Partial<SavedReply> = {}): SavedReply => ({
  ...{ id: `0193a000-0000-7000-8000-00000000f0${String(made++).padStart(2, "0")}`, version: 1, placeName: null },
  ...{ library: { kind: "organization" }, name, shortcut: null, body, used: 0, lastUsedAt: null, canEdit: false },
  ...more,
});
const PICKUP = reply("Ready for pickup", "Hi {{customer.first_name}}, it is ready at {{location.name}}.", {
  shortcut: "pickup",
});
const RETURNS = reply("Returns", "Send {{order.number}} back. {{me.first_name}}");
const THANKS = reply("Thanks", "Glad to help!");

beforeAll(preloadAll);
beforeEach(() => {
  emptyDevice();
  for (const mode of ["reply", "note"] as const) setDraft({ userId: ana.id, conversationId: ID, mode }, "");
});

type Sent = { body: string; savedReplyIds: string[] };
function open(part: Partial<ConversationDetail> = {}, replies = [PICKUP, RETURNS, THANKS], answers: Answers = {}) {
  const sent: Sent[] = [];
  renderInWorkspace(
    <ActionsProvider>
      <Thread conversationId={ID} contextToggle={{ isOpen: false, toggle: () => {} }} />
    </ActionsProvider>,
    {
      "conversations.get": () => ({ ...detail, ...part }),
      "conversations.send": (input: Sent) => {
        sent.push(input);
        return item(2, { direction: "out", body: input.body });
      },
      "replies.for": () => replies,
      ...answers,
    },
  );
  return sent;
}
const field = () => screen.findByRole<HTMLTextAreaElement>("textbox", { name: /^Reply to/ });
async function type(text: string) {
  const input = await field();
  input.focus();
  fireEvent.change(input, { target: { value: text } });
  return input;
}
const press = async (key: string, more = {}) => fireEvent.keyDown(await field(), { key, ...more });
const options = () => screen.queryAllByRole("option").map((option) => option.textContent);
const active = async () =>
  document.getElementById((await field()).getAttribute("aria-activedescendant") ?? "")?.textContent ?? null;

test("a slash opens the list, arrow keys choose, and Enter puts the text in place of the query", async () => {
  const sent = open();
  await type("Hello. /");
  await screen.findByRole("listbox", { name: "Saved replies" });
  expect(options()).toHaveLength(3);
  expect(await active()).toContain("Ready for pickup");
  await press("ArrowDown");
  expect(await active()).toContain("Returns");
  await press("ArrowUp");
  await press("ArrowUp");
  expect(await active()).toContain("Thanks");
  await type("Hello. /pick");
  expect(options()).toEqual([expect.stringContaining("Hi Maya, it is ready at Pine Street.")]);
  await press("Enter");
  expect((await field()).value).toBe("Hello. Hi Maya, it is ready at Pine Street.");
  expect(screen.queryByRole("listbox")).toBeNull();
  expect((await field()).hasAttribute("aria-activedescendant")).toBe(false);
  await press("Enter", { ctrlKey: true });
  await waitFor(() => expect(sent).toMatchObject([{ savedReplyIds: [PICKUP.id] }]));
});

test("Tab inserts, too; Escape closes the list, leaves the text and keeps the focus", async () => {
  open();
  const input = await type("/");
  await screen.findByRole("listbox");
  await press("Escape");
  expect(screen.queryByRole("listbox")).toBeNull();
  expect([input.value, document.activeElement]).toEqual(["/", input]);
  await type("/than");
  expect(screen.queryByRole("listbox")).toBeNull();
  await type("");
  await type("/");
  await type("/than");
  await screen.findByRole("listbox");
  await press("Tab");
  expect((await field()).value).toBe("Glad to help!");
});

test("a slash within a word opens nothing, and the list closes once several words match nothing", async () => {
  open();
  await type("and/");
  expect(screen.queryByRole("listbox")).toBeNull();
  await type("");
  await type("/");
  await screen.findByRole("listbox");
  await type("/zzz");
  screen.getByText("No saved reply matches “zzz”");
  await type("/zzz yes");
  await waitFor(() => expect(screen.queryByText(/No saved reply matches/)).toBeNull());
});

test("a field without a value is selected, says why the reply cannot be sent, and blocks sending", async () => {
  const sent = open();
  await type("/");
  await screen.findByRole("listbox");
  await type("/ret");
  await press("Enter");
  const input = await field();
  await waitFor(() => expect(input.value).toBe("Send {{order.number}} back. Ana"));
  expect(input.value.slice(input.selectionStart, input.selectionEnd)).toBe("{{order.number}}");
  screen.getByText("{{order.number}} has no value here. Replace or delete it to send this reply.");
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Send" }).disabled).toBe(true);
  await press("Enter", { ctrlKey: true });
  expect(sent).toEqual([]);
  await type("Send 1001 back. Ana");
  fireEvent.click(screen.getByRole("button", { name: "Send" }));
  await waitFor(() => expect(sent).toMatchObject([{ body: "Send 1001 back. Ana", savedReplyIds: [RETURNS.id] }]));
});

test.each([
  ["a number", "+1 555 010 0134"],
  ["an e-mail address", "maya@demo.example"],
  ["a word, because it is hidden", "Customer"],
])("no name is inserted where %s is shown instead", async (_, name) => {
  open({ row: { ...detail.row, customer: { ...detail.row.customer, name } } });
  await type("/");
  await screen.findByRole("listbox");
  await press("Enter");
  expect((await field()).value).toBe("Hi {{customer.first_name}}, it is ready at Pine Street.");
});

const order = (number: string) =>
  ({
    ...{ id: `0193a000-0000-7000-8000-00000000e${number}`, version: 1, number, status: "in_transit", source: "demo" },
    ...{ placedAt: "2026-11-20T09:00:00.000Z", asOf: "2026-11-22T09:00:00.000Z", totalMinor: 100, currency: "USD" },
    ...{ customerId: detail.row.customer.id, lines: [], fulfilments: [], shipments: [] },
  }) as unknown as OrderView;
const contextWith = (...numbers: string[]) => ({ ...contextOf(detail.row.customer), orders: numbers.map(order) });

test.each([
  ["the order that the thread mentions is", "Where is 1002?", ["1001", "1002"], "Send 1002 back. Ana"],
  ["the customer's only order is", "Boots in 9?", ["1001"], "Send 1001 back. Ana"],
  ["a guess among several orders is not", "Boots in 9?", ["1001", "1002"], "Send {{order.number}} back. Ana"],
])("%s filled in as the order number", async (_, body, numbers, text) => {
  open({ items: [item(1, { body })] }, [RETURNS], { "customers.context": () => contextWith(...numbers) });
  await type("/");
  await screen.findByRole("listbox");
  await press("Enter");
  await waitFor(async () => expect((await field()).value).toBe(text));
});

test("a reply with an order number waits until the orders are loaded, unless the person goes on typing", async () => {
  const context = Promise.withResolvers<unknown>();
  open({}, [RETURNS, THANKS], { "customers.context": () => context.promise });
  await type("/");
  await screen.findByRole("listbox");
  await press("Enter");
  expect((await field()).value).toBe("/");
  screen.getByText(/^Loading the customer's orders/);
  await type("/r");
  expect(screen.queryByText(/^Loading the customer's orders/)).toBeNull();
  await press("Enter");
  context.resolve(contextWith("1001"));
  await waitFor(async () => expect((await field()).value).toBe("Send 1001 back. Ana"));
  expect(screen.queryByRole("listbox")).toBeNull();
});

test("a reply without an order number does not wait for the orders", async () => {
  open({}, [THANKS], { "customers.context": () => new Promise(() => {}) });
  await type("/");
  await screen.findByRole("listbox");
  await press("Enter");
  expect((await field()).value).toBe("Glad to help!");
});

test.each([{ ctrlKey: true }, { metaKey: true }])(
  "while the list is open, Enter with %o chooses and sends nothing",
  async (keys) => {
    const sent = open();
    await type("/");
    await screen.findByRole("listbox");
    await type("/than");
    await press("Enter", keys);
    expect((await field()).value).toBe("Glad to help!");
    expect(sent).toEqual([]);
    await press("Enter", keys);
    await waitFor(() => expect(sent).toMatchObject([{ body: "Glad to help!", savedReplyIds: [THANKS.id] }]));
  },
);

test("writing a note in between does not forget what the reply holds", async () => {
  const sent = open({}, [THANKS]);
  await type("/");
  await screen.findByRole("listbox");
  await press("Enter");
  fireEvent.click(screen.getByRole("radio", { name: "Note" }));
  screen.getByRole("textbox", { name: "Note for your team" });
  fireEvent.click(screen.getByRole("radio", { name: "Reply" }));
  expect((await field()).value).toBe("Glad to help!");
  fireEvent.click(screen.getByRole("button", { name: "Send" }));
  await waitFor(() => expect(sent).toMatchObject([{ savedReplyIds: [THANKS.id] }]));
});

test("the button opens the list at the caret, and a click inserts without touching the rest", async () => {
  open();
  await type("Hello. ");
  const button = screen.getByRole("button", { name: "Saved replies" });
  fireEvent.click(button);
  expect(button.getAttribute("aria-expanded")).toBe("true");
  fireEvent.click(await screen.findByRole("option", { name: /^Thanks/ }));
  expect((await field()).value).toBe("Hello. Glad to help!");
  expect(button.getAttribute("aria-expanded")).toBe("false");
});

test("unknown words in braces are sent unchanged", async () => {
  const sent = open();
  await type("You wrote {{hello}}?");
  fireEvent.click(screen.getByRole("button", { name: "Send" }));
  await waitFor(() => expect(sent).toMatchObject([{ body: "You wrote {{hello}}?", savedReplyIds: [] }]));
});

test("a text that was emptied does not count as used", async () => {
  const sent = open();
  await type("/");
  await screen.findByRole("listbox");
  await press("Enter");
  await type("");
  await type("Something else");
  fireEvent.click(screen.getByRole("button", { name: "Send" }));
  await waitFor(() => expect(sent).toMatchObject([{ body: "Something else", savedReplyIds: [] }]));
});

test("without saved replies the list leads to where they are added; in a note there is none", async () => {
  open({}, []);
  await type("/");
  await screen.findByText("No saved replies yet");
  const link = screen.getByRole("link", { name: "Create a saved reply" });
  expect(link.getAttribute("href")).toBe("/account/replies");
  await press("Escape");
  fireEvent.click(screen.getByRole("radio", { name: "Note" }));
  expect(screen.queryByRole("button", { name: "Saved replies" })).toBeNull();
  const note = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Note for your team" });
  note.focus();
  fireEvent.change(note, { target: { value: "/" } });
  expect(screen.queryByText("No saved replies yet")).toBeNull();
});

test("the person's own first name is filled in", async () => {
  open();
  await type("/");
  await screen.findByRole("listbox");
  expect(options()[1]).toContain(ana.name.split(" ")[0]);
});
