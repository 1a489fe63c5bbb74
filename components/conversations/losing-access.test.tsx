import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { preloadAll } from "@/components/ui/lazy-module";
import { Toaster } from "@/components/ui/toast";
import { abilitiesOf } from "@/server/contract/abilities";
import type { ConversationDetail, ConversationRow } from "@/server/contract/conversations";
import type { Envelope, EventType } from "@/server/contract/events";
import { destinationOf, itemOf, rowOf, uuid } from "@/tests/cached";
import { emptyDevice } from "@/tests/empty-device";
import { type Answers, ana, Refused, renderInWorkspace } from "@/tests/workspace";
import { ActionsProvider } from "./actions-provider";
import { getPending, putPending } from "./outbox";
import { Thread } from "./thread";
import { UnsentStrip } from "./unsent-strip";

const ID = uuid(1);
const PINE = { id: ana.scope.placeIds[0] as string, kind: "store" as const, name: "Pine Street" };
const HARBOR = { id: uuid(901), kind: "store" as const, name: "Harbor" };
const MINE = { id: ana.id, name: ana.name };
const BEN = { id: uuid(801), name: "Ben Brook" };
const card = { need: "Wants 42", facts: "", promises: "", consent: "" };
const offer = (from: typeof MINE, to: typeof MINE): ConversationRow["offer"] => ({
  ...{ id: uuid(50), from, toUser: to, toPlace: null, card },
  expiresAt: new Date(Date.now() + 60_000).toISOString(),
});
const row = (part: Partial<ConversationRow> = {}) =>
  rowOf(1, { place: PINE, assignee: MINE, customer: { id: uuid(701), name: "Maya Chen", contact: "" }, ...part });
const detail = (part: Partial<ConversationRow> = {}): ConversationDetail => ({
  row: row(part),
  customerIds: [row(part).customer.id],
  items: [itemOf(1, 1)],
  hasEarlier: false,
  readSeq: 1,
  destinations: [destinationOf("twilio-sms")],
  alsoOpen: [],
  can: abilitiesOf(ana, { status: "open", userId: row(part).assignee?.id ?? null }),
  replyBlocked: null,
});

// Lazy modules are loaded, as on a page that has been idle.
beforeAll(preloadAll);
beforeEach(() => emptyDevice({ userId: ana.id, conversationId: ID }));

const gone = () => {
  throw new Refused("not_found", "noAccess", { conversationId: ID });
};
/** A screen with this conversation open; `server.says` is how the server answers for it now. */
async function open(part: Partial<ConversationRow> = {}, answers: Answers = {}) {
  const server = { says: (): unknown => detail(part) };
  const screens = renderInWorkspace(
    <ActionsProvider>
      <Thread conversationId={ID} contextToggle={{ isOpen: false, toggle: () => {} }} />
      <Toaster theme="light" />
    </ActionsProvider>,
    { "conversations.get": () => server.says(), ...answers },
  );
  await screen.findByRole("textbox", { name: "Reply to Maya Chen" });
  const deliver = (envelope: Envelope) => act(() => screens.cache.apply([envelope]));
  const lose = async (type: EventType, movedTo: string | null = null) => {
    server.says = gone;
    await deliver({ type, at: "", entity: { kind: "conversation_left", conversationId: ID, movedTo } } as Envelope);
    await screen.findByRole("button", { name: "Back to the list" });
  };
  const push = (next: Partial<ConversationRow>) => {
    server.says = () => detail({ version: 2, ...next });
    const entity = { kind: "conversation", row: row({ version: 2, ...next }), items: [] };
    return deliver({ type: "conversation.assigned", at: "", entity } as Envelope);
  };
  return { ...screens, server, lose, push };
}
const write = (text: string) =>
  fireEvent.change(screen.getByRole("textbox", { name: "Reply to Maya Chen" }), { target: { value: text } });

describe("a conversation I may no longer read", () => {
  test.each<[string, EventType, string | null, Partial<ConversationRow>, string]>([
    ["my transfer was accepted", "offer.accepted", "Harbor", {}, "This conversation moved to Harbor"],
    ["reassigned to elsewhere", "conversation.assigned", "Harbor", {}, "This conversation moved to Harbor"],
    ["moved out of my place's queue", "conversation.assigned", null, { assignee: null }, "This conversation moved"],
    [
      "the offer to me ran out",
      "offer.expired",
      null,
      { place: HARBOR, assignee: BEN, offer: offer(BEN, MINE) },
      "The time to accept this transfer ran out",
    ],
    [
      "a colleague declined it",
      "offer.declined",
      null,
      { place: HARBOR, assignee: BEN, offer: offer(BEN, MINE) },
      "This transfer was declined",
    ],
    [
      "its sender withdrew it",
      "offer.withdrawn",
      null,
      { place: HARBOR, assignee: BEN, offer: offer(BEN, MINE) },
      "This transfer was withdrawn",
    ],
  ])("%s: says so at once, with nothing left to press and the draft kept", async (_way, type, movedTo, part, title) => {
    const { lose } = await open(part);
    write("Two pairs in 42");
    await lose(type, movedTo);
    screen.getByRole("heading", { name: title });
    expect(screen.getByRole("alert").textContent).toContain("You no longer have access");
    screen.getByText("Maya Chen");
    expect(screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Your unsent reply" })).toMatchObject({
      value: "Two pairs in 42",
      readOnly: true,
    });
    screen.getByRole("button", { name: "Back to the list" });
    screen.getByRole("button", { name: "Copy text" });
    for (const name of ["Withdraw offer", "Accept", "Decline…", "Claim", "Send", "Resolve"])
      expect(screen.queryByRole("button", { name })).toBeNull();
    expect(screen.queryByRole("timer")).toBeNull();
    expect(screen.queryByText("Yours")).toBeNull();
    expect(screen.queryByText("1", { selector: "article *" })).toBeNull();
  });

  test("a refusal of the thread shows it as lost without any event", async () => {
    const { server, cache } = await open();
    write("Two pairs in 42");
    server.says = gone;
    await act(async () => cache.reset({ isSomebodyElse: true }));
    await screen.findByRole("heading", { name: "You no longer have access to this conversation" });
    screen.getByDisplayValue("Two pairs in 42");
    // The person gets the place back, without an event about this conversation.
    server.says = () => detail();
    await act(async () => cache.reset({ isSomebodyElse: true }));
    const composer = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Reply to Maya Chen" });
    expect(composer.value).toBe("Two pairs in 42");
  });

  test("a note and a reply are both kept, and further typed keys have no effect", async () => {
    const { lose } = await open();
    write("for the customer");
    fireEvent.click(screen.getByRole("radio", { name: "Note" }));
    const note = screen.getByRole("textbox", { name: "Note for your team" });
    fireEvent.change(note, { target: { value: "for us" } });
    note.focus();
    await lose("conversation.assigned");
    screen.getByDisplayValue("for us");
    expect(document.activeElement).toBe(screen.getByDisplayValue("for the customer"));
  });

  test("a draft is discarded only by its author, and Undo restores it", async () => {
    const { lose } = await open();
    write("Two pairs in 42");
    await lose("conversation.assigned");
    fireEvent.click(screen.getByRole("button", { name: "Discard" }));
    expect(screen.queryByRole("textbox", { name: "Your unsent reply" })).toBeNull();
    fireEvent.click(await screen.findByRole("button", { name: "Undo" }));
    screen.getByDisplayValue("Two pairs in 42");
  });

  test("a reply that waited on this device comes back with its reason, to be copied", async () => {
    const { server } = await open({}, { "conversations.send": gone });
    server.says = gone;
    write("Two pairs in 42");
    fireEvent.click(screen.getByRole("button", { name: "Send" }));
    await screen.findByRole("heading", { name: "You no longer have access to this conversation" });
    await screen.findByText("You no longer have access to this conversation.");
    screen.getByDisplayValue("Two pairs in 42");
    expect(getPending()).toMatchObject([{ state: "refused", customer: "Maya Chen", userId: ana.id }]);
  });

  test("when it comes back the thread is shown again, with the draft in the composer", async () => {
    const { lose, push } = await open();
    write("Two pairs in 42");
    await lose("conversation.assigned");
    await push({ version: 9 });
    await waitFor(() =>
      expect(screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Reply to Maya Chen" }).value).toBe(
        "Two pairs in 42",
      ),
    );
    screen.getByText("Yours");
  });

  test("a link to a conversation I could never read says so, and still shows my drafts", async () => {
    renderInWorkspace(
      <ActionsProvider>
        <Thread conversationId={ID} contextToggle={{ isOpen: false, toggle: () => {} }} />
      </ActionsProvider>,
      { "conversations.get": gone },
    );
    await screen.findByRole("heading", { name: "You have no access to this conversation" });
  });
});

describe("a conversation that is no longer mine but still readable", () => {
  test("assigned to a colleague: header and composer show the assignee, and the draft stays", async () => {
    const { push } = await open();
    write("Two pairs in 42");
    await push({ assignee: BEN });
    await screen.findByText("Assigned to Ben Brook");
    expect(screen.queryByText("Yours")).toBeNull();
    screen.getByText(/now assigned to Ben Brook/);
    screen.getByDisplayValue("Two pairs in 42");
  });

  test("returned to the queue: says so, and offers to claim", async () => {
    const { push } = await open();
    await push({ assignee: null });
    await screen.findByText("Unassigned");
    screen.getByText(/back in the queue of Pine Street/);
    screen.getByRole("button", { name: "Claim" });
  });

  test("my offer ended: the countdown and Withdraw disappear", async () => {
    const { push } = await open({ offer: offer(MINE, BEN) });
    screen.getByRole("timer");
    await push({ offer: null });
    await waitFor(() => expect(screen.queryByRole("timer")).toBeNull());
    expect(screen.queryByRole("button", { name: "Withdraw offer" })).toBeNull();
    screen.getByText("Yours");
  });
});

test("a message that is refused while another conversation is open is announced above the list", async () => {
  const entry = {
    ...{ clientMessageId: uuid(70), undoId: uuid(71), conversationId: ID, userId: ana.id, customer: "Maya Chen" },
    ...{ mode: "reply" as const, body: "Yes", attachments: [], seenSeq: 1, resolveAfter: false, at: "" },
  };
  renderInWorkspace(<UnsentStrip />, {});
  act(() => putPending({ ...entry, state: "waiting", reason: null }));
  expect(screen.queryByRole("button")).toBeNull();
  act(() => putPending({ ...entry, state: "refused", reason: "You no longer have access to this conversation." }));
  screen.getByText("You no longer have access to this conversation.");
  screen.getByRole("button", { name: "View what was not sent to Maya Chen" });
  act(() => putPending({ ...entry, userId: BEN.id, state: "refused", reason: "x" }));
  expect(screen.queryByRole("button")).toBeNull();
});

test("drafts and messages of one person on a shared device are neither shown to the next person nor sent in their name", async () => {
  const { unmount } = await open(
    {},
    {
      "conversations.send": () => {
        throw new TypeError("Failed to fetch");
      },
    },
  );
  write("sent while offline");
  fireEvent.click(screen.getByRole("button", { name: "Send" }));
  await waitFor(() => expect(getPending()).toMatchObject([{ state: "waiting", userId: ana.id }]));
  write("still writing");
  unmount();
  renderInWorkspace(
    <ActionsProvider>
      <Thread conversationId={ID} contextToggle={{ isOpen: false, toggle: () => {} }} />
    </ActionsProvider>,
    { "conversations.get": () => detail() },
    new Map(),
    { ...ana, id: BEN.id, name: BEN.name },
  );
  expect((await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Reply to Maya Chen" })).value).toBe("");
  expect(screen.queryByText("sent while offline")).toBeNull();
});
