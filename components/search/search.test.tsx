import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { Palette } from "@/components/shell/palette";
import type { Envelope } from "@/server/contract/events";
import type { MarkedText, SearchInput, SearchResults } from "@/server/contract/search";
import { ana, renderInWorkspace } from "@/tests/workspace";

const push = vi.fn();
vi.mock("next/navigation", () => ({ useRouter: () => ({ push }) }));
beforeEach(() => {
  vi.clearAllMocks();
  sessionStorage.clear();
});

const marked = (before: string, hit: string, after = ""): MarkedText =>
  [
    { text: before, isHit: false },
    { text: hit, isHit: true },
    { text: after, isHit: false },
  ].filter(({ text }) => text !== "");
const group = <Hit,>(hits: Hit[], hasMore = false) => ({ hits, hasMore, isCut: false });
const NOTHING: SearchResults = {
  ...{ customers: group([]), messages: group([]), orders: group([]), products: group([]) },
  areNumbersHidden: false,
};
const at = { conversationId: "c1", channel: "twilio-sms", place: "Pine Street" };
const FOUND: SearchResults = {
  ...NOTHING,
  customers: group([
    {
      ...{ ...at, lastMessageAt: "2026-11-22T09:00:00.000Z", id: "k1", isSimilar: false },
      ...{ name: marked("", "Nora", " Quist"), contact: marked("+1 415 555 ", "1002") },
    },
  ]),
  messages: group(
    [
      {
        ...{ ...at, id: "i7", seq: 7, kind: "note", author: "Abe", isInbound: false, customer: "Nora Quist" },
        ...{ status: "open", hasAttachments: true, at: "2026-11-22T09:00:00.000Z" },
        excerpt: marked("the blue ", "jacket", " again"),
      },
    ],
    true,
  ),
};

function open(answer: (input: SearchInput) => SearchResults | Promise<SearchResults>, me = ana) {
  const onClose = vi.fn();
  const answers = { "search.everything": answer };
  const palette = <Palette hasSimulator={false} onClose={onClose} />;
  const { cache } = renderInWorkspace(palette, answers, new Map(), me);
  const input = screen.getByRole("combobox");
  return { cache, onClose, input, type: (value: string) => fireEvent.change(input, { target: { value } }) };
}

test("results are in groups with what matched marked, and a message opens at its place in the thread by the keyboard", async () => {
  const { onClose, input, type } = open(() => FOUND);
  type("jacket");
  const customers = await screen.findByRole("group", { name: "Customers" });
  expect([...customers.querySelectorAll("mark")].map((mark) => mark.textContent)).toEqual(["Nora", "1002"]);
  const messages = screen.getByRole("group", { name: "Messages and notes" });
  expect(within(messages).getAllByRole("option")[0]?.textContent).toContain("Abe: the blue jacket again");
  fireEvent.keyDown(input, { key: "ArrowDown" });
  fireEvent.keyDown(input, { key: "Enter" });
  await waitFor(() => expect(push).toHaveBeenCalledWith("/inbox?view=all&c=c1&at=7"));
  expect(onClose).toHaveBeenCalledOnce();
});

test("a result disappears the moment that the person loses access to its conversation, and the search is repeated", async () => {
  let asked = 0;
  const { promise: second, resolve: answerSecond } = Promise.withResolvers<SearchResults>();
  const { cache, type } = open(() => {
    asked += 1;
    return asked === 1 ? FOUND : second;
  });
  type("jacket");
  await screen.findByText("Abe", { exact: false });
  const entity = { kind: "conversation_left", conversationId: "c1", movedTo: null };
  act(() => cache.apply([{ type: "conversation.assigned", at: "", entity } as Envelope]));
  await waitFor(() => expect(screen.queryByText("Abe", { exact: false })).toBeNull());
  await waitFor(() => expect(asked).toBe(2));
  // Another conversation with the same customer can still be seen.
  const customers = group(FOUND.customers.hits.map((hit) => ({ ...hit, conversationId: "c2" })));
  answerSecond({ ...NOTHING, customers });
  fireEvent.click(await screen.findByText("Quist", { exact: false }));
  await waitFor(() => expect(push).toHaveBeenCalledWith("/inbox?view=all&c=c2"));
});

test("more messages are asked for without leaving the search, and a new text begins with the first ones again", async () => {
  const asked: unknown[] = [];
  const { type } = open((input) => {
    asked.push([input.text, input.messages]);
    return FOUND;
  });
  type("jacket");
  fireEvent.click(await screen.findByText("Show more messages"));
  await waitFor(() =>
    expect(asked).toEqual([
      ["jacket", 20],
      ["jacket", 100],
    ]),
  );
  type("jackets");
  await waitFor(() => expect(asked.at(-1)).toEqual(["jackets", 20]));
});

test("a filter is part of the search, is counted, and can be cleared", async () => {
  const asked: SearchInput[] = [];
  const { type } = open((input) => {
    asked.push(input);
    return NOTHING;
  });
  type("jacket");
  fireEvent.click(screen.getByRole("button", { name: "Filters" }));
  fireEvent.click(screen.getByRole("checkbox", { name: "With attachment" }));
  await waitFor(() => expect(asked.at(-1)).toMatchObject({ text: "jacket", hasAttachment: true }));
  await screen.findByText(/remove a filter/);
  screen.getByRole("button", { name: "Filters, 1 active" });
  fireEvent.click(screen.getByRole("button", { name: "Clear filters" }));
  await screen.findByText(/last four digits/);
});

test("nothing found says what to try, and a failure says so and can be tried again", async () => {
  let fails = true;
  const { type } = open(() => {
    if (fails) throw new Error("no connection");
    return NOTHING;
  });
  type("zzz");
  await screen.findByText("The search did not work", {}, { timeout: 20_000 });
  fails = false;
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  await screen.findByText("Nothing found for “zzz”");
}, 30_000);

test("a chosen search is offered again, and can be cleared", async () => {
  const first = open(() => FOUND);
  first.type("jacket");
  fireEvent.click(await screen.findByText(/Abe/));
  await waitFor(() => expect(push).toHaveBeenCalledOnce());
  first.type("");
  const recent = await screen.findByRole("group", { name: "Recent searches" });
  fireEvent.click(within(recent).getByText("jacket"));
  expect(first.input).toHaveProperty("value", "jacket");
  first.type("");
  fireEvent.click(screen.getByText("Clear recent searches"));
  expect(screen.queryByRole("group", { name: "Recent searches" })).toBeNull();
  expect(JSON.stringify({ ...sessionStorage })).not.toContain("jacket");
});

test("nothing that may be a contact is kept for somebody who sees no contacts", async () => {
  const pat = { ...ana, id: "0193a000-0000-7000-8000-000000000009", can: { ...ana.can, seePersonalData: false } };
  const { type } = open(() => FOUND, pat);
  for (const text of ["1002", "nora@"]) {
    type(text);
    await screen.findByText(/Abe/);
    fireEvent.click(screen.getByText(/Abe/));
  }
  expect(JSON.stringify({ ...sessionStorage })).not.toMatch(/1002|nora@/);
});
