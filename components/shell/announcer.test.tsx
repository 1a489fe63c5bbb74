import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ConversationPage, ConversationRow } from "@/server/contract/conversations";
import { InEnglish } from "@/tests/intl";
import { Announcer } from "./announcer";

const NOW = Date.parse("2026-11-22T09:00:00.000Z");
const row = (id: string, part: Partial<ConversationRow>) =>
  ({
    id,
    customer: { id: `c${id}`, name: "Maya Chen", contact: "" },
    previewBy: "customer",
    lastMessageAt: new Date(NOW - 60_000).toISOString(),
    lastInboundSeq: 1,
    ...part,
  }) as ConversationRow;

beforeEach(() => void vi.useFakeTimers({ now: NOW }));
afterEach(() => void vi.useRealTimers());

function setUp() {
  const client = new QueryClient();
  const show = (...rows: ConversationRow[]) => {
    const page: ConversationPage = { rows, reads: {}, nextCursor: null };
    act(() => {
      client.setQueryData([["conversations", "list"]], { pages: [page], pageParams: [null] });
      vi.advanceTimersByTime(1500);
    });
  };
  show(row("1", {}));
  render(
    <QueryClientProvider client={client}>
      <Announcer />
    </QueryClientProvider>,
    { wrapper: InEnglish },
  );
  return show;
}
const said = () => screen.getByRole("log", { name: "New messages" }).textContent;

test("messages that were there when the screen opened are not announced", () => {
  setUp();
  expect(said()).toBe("");
});

test("a new message from a customer is announced once", () => {
  const show = setUp();
  show(row("1", { lastInboundSeq: 2 }));
  show(row("1", { lastInboundSeq: 2 }));
  expect(said()).toBe("New message from Maya Chen");
});

test("our own replies and notes, and older rows loaded by paging, are not announced", () => {
  const show = setUp();
  show(row("1", { previewBy: "staff" }), row("2", { lastMessageAt: "2026-11-20T09:00:00.000Z" }));
  show(row("1", { previewBy: "note" }), row("2", { lastMessageAt: "2026-11-20T09:00:00.000Z" }));
  expect(said()).toBe("");
});

test("an older conversation that somebody assigns or reopens now is not a new message", () => {
  const show = setUp();
  show(row("1", {}), row("2", { version: 4, lastMessageAt: "2026-11-22T07:00:00.000Z" }));
  expect(said()).toBe("");
});

test("a new conversation is announced", () => {
  const show = setUp();
  show(row("3", { lastMessageAt: new Date(NOW + 60_000).toISOString() }), row("1", {}));
  expect(said()).toBe("New message from Maya Chen");
});

test("many messages at once are announced in one sentence", () => {
  const show = setUp();
  const names = ["Ada", "Bo", "Cy", "Di", "Ed"];
  show(
    ...names.map((name, index) =>
      row(`9${index}`, {
        customer: { id: name, name, contact: "" },
        lastMessageAt: new Date(NOW + 60_000).toISOString(),
      }),
    ),
  );
  expect(said()).toBe("5 new messages from 5 customers");
});
