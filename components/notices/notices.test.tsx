import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Push } from "@/components/client/pushes";
import { Announcer } from "@/components/shell/announcer";
import { preloadAll } from "@/components/ui/lazy-module";
import { Toaster } from "@/components/ui/toast";
import type { ConversationPage, ConversationRow, Item } from "@/server/contract/conversations";
import type { Envelope, EventType } from "@/server/contract/events";
import type { LiveCall } from "@/server/contract/live-calls";
import type { PersonPreferences } from "@/server/contract/preferences";
import { at, itemOf, rowOf, uuid } from "@/tests/cached";
import { emptyDevice } from "@/tests/empty-device";
import { ana, renderInWorkspace } from "@/tests/workspace";
import { Notices } from "./notices";

const push = vi.fn();
const page = { params: "", pathname: "/calls" };
vi.mock("next/navigation", () => ({
  usePathname: () => page.pathname,
  useRouter: () => ({ push }),
  useSearchParams: () => new URLSearchParams(page.params),
}));

const PREFERENCES: PersonPreferences = {
  ...{ version: 1, doNotDisturbUntil: null, soundWhen: "unopened" },
  ...{ messageSound: true, assignedSound: true, offeredSound: true, callbackSound: true },
  ...{ mentionSound: true, followedSound: false },
  ...{ afterClaim: "stay", afterResolve: "next" },
};
const mine = (n: number, over: Partial<ConversationRow> = {}) =>
  rowOf(n, {
    ...{ assignee: { id: ana.id, name: ana.name }, waitingSince: at(1), preview: "Is it in?", lastInboundSeq: 5 },
    ...over,
  });
const wrote = (n: number): Envelope => of("message.received", mine(n), [itemOf(n, 5)]);
const of = (type: EventType, row: ConversationRow, items: Item[] = []): Envelope =>
  ({ type, at: at(1), entity: { kind: "conversation", row, items } }) as Envelope;
const assigned = (n: number): Envelope => {
  const { id, conversationId, version, author } = itemOf(n, 6);
  const system = { type: "assigned", by: "Ben Ortiz", byId: uuid(801), from: "Pine Street", fromId: null } as const;
  const to = { to: ana.name, toId: ana.id };
  const line: Item = {
    id,
    conversationId,
    version,
    author,
    at: at(1),
    seq: 6,
    kind: "system",
    system: { ...system, ...to },
  };
  return of("conversation.assigned", mine(n), [line]);
};

const played = vi.fn();
const HOUR_MS = 3_600_000;
const { now } = Date;
let later = 0;
/** A sound of before belongs to no burst of now. */
const letBurstEnd = () => {
  later += 4 * HOUR_MS;
  vi.spyOn(Date, "now").mockImplementation(() => now() + later);
};
beforeAll(preloadAll);
beforeEach(() => {
  emptyDevice();
  vi.clearAllMocks();
  letBurstEnd();
  document.title = "Calls";
  Object.assign(page, { params: "", pathname: "/calls" });
  vi.stubGlobal(
    "AudioContext",
    class {
      constructor() {
        played();
      }
      resume = () => Promise.reject(new Error("no device"));
    },
  );
});
const inAnHour = () => new Date(Date.now() + HOUR_MS).toISOString();
/** What jsdom's navigator lacks. */
function onDevice(features: Record<string, unknown>) {
  for (const [name, value] of Object.entries(features))
    Object.defineProperty(navigator, name, { value, configurable: true });
}

/** A screen of Ana's with the notices loaded, where her list has these rows. */
async function given({
  preferences = PREFERENCES,
  calls = [] as LiveCall[],
  rows = [] as ConversationRow[],
  hasTouched = true,
} = {}) {
  onDevice({ userActivation: { hasBeenActive: hasTouched }, locks: undefined });
  const list = { rows, reads: {}, nextCursor: null } satisfies ConversationPage;
  const marked = vi.fn();
  const shown = renderInWorkspace(
    <>
      <label>
        Search <input />
      </label>
      <Notices />
      <Announcer />
      <Toaster theme="light" />
    </>,
    {
      "team.preferences": () => preferences,
      "team.savePreferences": () => ({ ...preferences, version: 2 }),
      "calls.mine": () => calls,
      "calls.work": () => ({ missed: [], live: [], callbacks: [] }),
      "conversations.list": ({ view }: { view: string }) =>
        view === "mine" ? list : { rows: [], reads: {}, nextCursor: null },
      "conversations.markRead": (input) => marked(input),
    },
  );
  await waitFor(() => expect(shown.queryClient.isFetching()).toBe(0));
  await waitFor(() => expect(shown.queryClient.getQueryCache().getAll().length).toBeGreaterThan(3));
  const deliver = (...envelopes: Envelope[]) => tell({ kind: "live", envelopes });
  const tell = (one: Push) => act(() => shown.live.pushes.publish(one));
  return { ...shown, deliver, tell, marked };
}
/** The key of the person's own list. */
const listKey = (queryClient: QueryClient): QueryKey =>
  queryClient
    .getQueryCache()
    .getAll()
    .find(({ queryHash }) => queryHash.includes('"mine"}'))?.queryKey ?? [];
const cards = () => screen.queryAllByRole("button", { name: /Open the conversation with/ });
const said = () => screen.getByRole("log").textContent;

test("a message of my customer is a card that leaves the focus alone, and one tap opens the conversation", async () => {
  const { deliver } = await given();
  const search = screen.getByRole("textbox", { name: "Search" });
  search.focus();
  deliver(wrote(1));
  const card = await screen.findByRole("button", { name: /^Customer 1 wrote/ });
  expect(document.activeElement).toBe(search);
  expect(card.textContent).toContain("Is it in?");
  fireEvent.click(card);
  expect(push).toHaveBeenCalledWith(`/inbox?view=mine&c=${uuid(1)}`);
  await waitFor(() => expect(cards()).toEqual([]));
});

test("what a colleague did is announced politely once, and the card itself is not read out a second time", async () => {
  const { deliver } = await given();
  deliver(assigned(1));
  const card = await screen.findByRole("button", { name: /^Ben Ortiz assigned Customer 1 to you/ });
  expect(said()).toBe("Ben Ortiz assigned Customer 1 to you");
  expect(card.closest("[aria-live]")?.getAttribute("aria-live")).toBe("off");
});

test("a card goes when a colleague takes the conversation, and can be dismissed", async () => {
  const { deliver } = await given();
  deliver(wrote(1), wrote(2));
  await waitFor(() => expect(cards()).toHaveLength(2));
  deliver(of("conversation.assigned", mine(1, { assignee: { id: uuid(801), name: "Ben Ortiz" } })));
  await waitFor(() => expect(cards()).toHaveLength(1));
  fireEvent.click(screen.getByRole("button", { name: "Dismiss the notice about Customer 2" }));
  await waitFor(() => expect(cards()).toEqual([]));
});

test("three notices are one card, as are two from before a reconnect", async () => {
  const { deliver, tell } = await given();
  tell({ kind: "missed", envelopes: [wrote(1), wrote(2)] });
  expect(screen.queryByText(/need you/)).toBeNull();
  tell({ kind: "caught_up" });
  await screen.findByText("2 conversations need you");
  deliver(wrote(3));
  fireEvent.click(await screen.findByRole("button", { name: /^3 conversations need you/ }));
  await waitFor(() => expect(cards()).toEqual([]));
  expect(push).toHaveBeenCalledWith("/inbox?view=mine");
});

test("the conversation that is open here gets no card, and what a colleague did counts as read on the other screens", async () => {
  Object.assign(page, { pathname: "/inbox", params: `c=${uuid(1)}` });
  const { deliver, marked } = await given();
  deliver(assigned(1), wrote(2));
  await screen.findByRole("button", { name: /^Customer 2 wrote/ });
  expect(cards()).toHaveLength(1);
  await waitFor(() => expect(marked).toHaveBeenCalledWith({ conversationId: uuid(1), seq: 6 }));
});

test("a ringing call is not covered: cards wait until it has ended", async () => {
  const leg = { userId: ana.id, state: "ringing" };
  const call = { id: uuid(60), startedAt: at(1), legs: [leg] } as unknown as LiveCall;
  const { deliver, queryClient } = await given({ calls: [call] });
  deliver(wrote(1));
  expect(said()).toBe("");
  expect(cards()).toEqual([]);
  act(() => queryClient.setQueryData([["calls", "mine"], { type: "query" }], []));
  await screen.findByRole("button", { name: /^Customer 1 wrote/ });
});

test("while I am not to be disturbed nothing appears, is announced or sounds, and the number in the title still counts", async () => {
  const preferences = { ...PREFERENCES, doNotDisturbUntil: inAnHour() };
  const { deliver } = await given({ preferences, rows: [mine(1)] });
  deliver(wrote(1), assigned(2));
  await waitFor(() => expect(document.title).toMatch(/^\(1\) /));
  expect(cards()).toEqual([]);
  expect(said()).toBe("");
  expect(played).not.toHaveBeenCalled();
});

test("do not disturb ends by itself: what comes afterwards is shown and sounds, what came before is not", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  try {
    const { deliver } = await given({ preferences: { ...PREFERENCES, doNotDisturbUntil: inAnHour() } });
    deliver(wrote(1));
    expect(cards()).toEqual([]);
    act(() => void vi.advanceTimersByTime(HOUR_MS));
    expect(cards()).toEqual([]);
    deliver(wrote(2));
    await screen.findByRole("button", { name: /^Customer 2 wrote/ });
    expect(cards()).toHaveLength(1);
    await waitFor(() => expect(played).toHaveBeenCalledOnce());
  } finally {
    vi.useRealTimers();
  }
});

test("while I am not to be disturbed a screen reader still hears what the customer writes in the open conversation", async () => {
  Object.assign(page, { pathname: "/inbox", params: `c=${uuid(1)}` });
  const { queryClient } = await given({
    preferences: { ...PREFERENCES, doNotDisturbUntil: inAnHour() },
    rows: [mine(1), mine(2)],
  });
  const wroteAgain = [1, 2].map((n) => mine(n, { lastInboundSeq: 9, previewBy: "customer" }));
  const key = listKey(queryClient);
  act(
    () =>
      void queryClient.setQueryData(key, {
        pages: [{ rows: wroteAgain, reads: {}, nextCursor: null }],
        pageParams: [null],
      }),
  );
  await waitFor(() => expect(said()).toBe("New message from Customer 1"), { timeout: 30_000 });
});

test("other tabs learn which conversation is open here only while I work in this window", async () => {
  Object.assign(page, { pathname: "/inbox", params: `c=${uuid(1)}` });
  const request = vi.fn(async () => {});
  const hasFocus = vi.spyOn(document, "hasFocus").mockReturnValue(true);
  await given();
  onDevice({ locks: { request, query: async () => ({ held: [] }) } });
  hasFocus.mockReturnValue(false);
  act(() => void window.dispatchEvent(new Event("blur")));
  expect(request.mock.calls.map(([name]: unknown[]) => name)).toEqual(["storeline-visible"]);
  hasFocus.mockReturnValue(true);
  act(() => void window.dispatchEvent(new Event("focus")));
  expect(request.mock.calls.map(([name]: unknown[]) => name)).toContain(`storeline-open:${uuid(1)}`);
});

test("a browser that blocks sound until it is touched is not asked and the card says so, and a device that cannot play harms nothing", async () => {
  const untouched = await given({ hasTouched: false });
  untouched.deliver(wrote(1));
  const card = await screen.findByRole("button", { name: /^Customer 1 wrote/ });
  expect(card.textContent).toContain("Sound is blocked until you tap this page.");
  expect(played).not.toHaveBeenCalled();
  onDevice({ userActivation: { hasBeenActive: true } });
  fireEvent.keyDown(document.body);
  expect(card.textContent).not.toContain("blocked");
  untouched.unmount();
  letBurstEnd();
  const { deliver } = await given();
  deliver(wrote(2));
  await waitFor(() => expect(played).toHaveBeenCalledOnce());
});

test("the number that waits is on the icon of the app where the browser has one, and goes", async () => {
  const badge = { setAppBadge: vi.fn(async () => {}), clearAppBadge: vi.fn(async () => Promise.reject(new Error())) };
  onDevice(badge);
  const { queryClient } = await given({ rows: [mine(1), mine(2)] });
  await waitFor(() => expect(badge.setAppBadge).toHaveBeenLastCalledWith(2));
  expect(document.title).toBe("(2) Calls");
  const none = { pages: [{ rows: [], reads: {}, nextCursor: null }], pageParams: [null] };
  act(() => void queryClient.setQueryData(listKey(queryClient), none));
  await waitFor(() => expect(badge.clearAppBadge).toHaveBeenCalled());
  expect(document.title).not.toMatch(/^\(/);
});
