import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import type { ReactNode } from "react";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { preloadAll } from "@/components/ui/lazy-module";
import type { ConversationDetail } from "@/server/contract/conversations";
import type { ViewerView } from "@/server/contract/team";
import { destinationOf } from "@/tests/cached";
import { emptyDevice } from "@/tests/empty-device";
import { detail, ID, item } from "@/tests/thread-fixture";
import { type Answers, ana, Refused, renderInWorkspace } from "@/tests/workspace";
import { ActionsProvider } from "./actions-provider";
import { ItemLine } from "./item-line";
import { getPending, type Pending } from "./outbox";
import { PendingBubble } from "./pending-bubble";
import { Thread } from "./thread";

const theirs = item(2, {
  direction: "out",
  author: { id: "0193a000-0000-7000-8000-000000000002", name: "Ben Brook" },
  body: "Yes, two pairs left",
});

// Lazy modules are loaded, as on a page that has been idle.
beforeAll(preloadAll);
beforeEach(() => emptyDevice());

function open(
  answers: Answers,
  part: Partial<ConversationDetail> = {},
  viewers: ViewerView[] = [],
  beside: ReactNode = null,
) {
  return renderInWorkspace(
    <ActionsProvider>
      {beside}
      <Thread conversationId={ID} contextToggle={{ isOpen: false, toggle: () => {} }} />
    </ActionsProvider>,
    { "conversations.get": () => ({ ...detail, ...part }), ...answers },
    new Map([[ID, viewers]]),
  );
}
const reply = () => screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Reply to Maya Chen" });
const type = async (text: string) => fireEvent.change(await reply(), { target: { value: text } });
const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));

type Sent = { force: boolean; clientMessageId: string; body: string; seenSeq: number };

test("a reply is not sent when a colleague replied first: it shows their reply, and is sent only on confirmation", async () => {
  const sent: Sent[] = [];
  open({
    "conversations.send": (input: Sent) => {
      sent.push(input);
      if (!input.force) throw new Refused("conflict", "colleagueReplied", { items: [theirs] });
      return item(3, { direction: "out", body: input.body, clientMessageId: input.clientMessageId });
    },
  });
  await type("None left, sorry");
  press("Send");
  const dialog = await screen.findByRole("dialog", { name: "Ben Brook replied while you were writing" });
  within(dialog).getByText("Yes, two pairs left");
  fireEvent.click(within(dialog).getByRole("button", { name: "Send anyway" }));
  await waitFor(() => expect(sent).toHaveLength(2));
  await waitFor(() => expect(getPending()).toEqual([]));
  expect(sent[0]).toMatchObject({ force: false, seenSeq: 1 });
  expect(sent[1]).toMatchObject({ force: true, clientMessageId: sent[0]?.clientMessageId });
});

test("a reply longer than its channel allows says by how much, and cannot be sent until it is shorter", async () => {
  const sent: Sent[] = [];
  open({
    "conversations.send": (input: Sent) => {
      sent.push(input);
      return item(3, { direction: "out", body: input.body, clientMessageId: input.clientMessageId });
    },
  });
  await type("a".repeat(1601));
  screen.getByText("SMS carries at most 1,600 characters. Remove 1 to send this reply.");
  screen.getByText("1,601 / 1,600");
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Send" }).disabled).toBe(true);
  fireEvent.keyDown(await reply(), { key: "Enter", ctrlKey: true });
  expect(sent).toEqual([]);
  await type("a".repeat(1600));
  expect(screen.queryByText(/Remove/)).toBeNull();
  press("Send");
  await waitFor(() => expect(sent).toHaveLength(1));
});

test("Edit puts the refused text back into the composer", async () => {
  open({
    "conversations.send": () => {
      throw new Refused("conflict", "colleagueReplied", { items: [theirs] });
    },
  });
  await type("None left, sorry");
  press("Send");
  fireEvent.click(await screen.findByRole("button", { name: "Edit my reply" }));
  await waitFor(async () => expect((await reply()).value).toBe("None left, sorry"));
  expect(getPending()).toEqual([]);
});

test("while a colleague is replying, Send says so", async () => {
  open({}, {}, [{ userId: "0193a000-0000-7000-8000-000000000002", name: "Ben Brook", composing: "reply" }]);
  await type("Hello");
  screen.getByText("Ben Brook");
  screen.getByRole("button", { name: "Send anyway" });
});

test("a reply and a note have separate drafts", async () => {
  open({});
  await type("for the customer");
  fireEvent.click(screen.getByRole("radio", { name: "Note" }));
  const note = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Note for your team" });
  expect(note.value).toBe("");
  fireEvent.change(note, { target: { value: "for us" } });
  fireEvent.click(screen.getByRole("radio", { name: "Reply" }));
  expect((await reply()).value).toBe("for the customer");
});

const AT = "2026-11-22T10:00:00.000Z";
function openWithMissedCall(row: Partial<ConversationDetail["row"]>) {
  const phases = [{ phase: "ringing", at: AT } as const, { phase: "ended", at: AT } as const];
  const of = { direction: "in", outcome: "missed", participants: [], phases } as const;
  const missed = { ...item(2, {}), kind: "call", call: { ...of, recordingRef: null, transcriptRef: null } } as never;
  const line = <ItemLine item={missed} customer="Maya Chen" isFollowing={false} isLast isPast={false} />;
  open({}, { row: { ...detail.row, ...row } }, [], line);
}

test("a missed call begins the reply in its conversation, with the keyboard in it, and never replaces words that are there", async () => {
  emptyDevice({ userId: ana.id, conversationId: ID });
  openWithMissedCall({ missedCallAt: AT, waitingSince: AT });
  await reply();
  fireEvent.click(screen.getByRole("radio", { name: "Note" }));
  press("Write");
  expect((await reply()).value).toBe("Sorry we missed your call. How can we help?");
  await waitFor(async () => expect(document.activeElement).toBe(await reply()));
  await type("We will be there at 9");
  press("Write");
  expect((await reply()).value).toBe("We will be there at 9");
});

test("once the customer is answered, their missed call asks for nothing", async () => {
  openWithMissedCall({ missedCallAt: null, waitingSince: null });
  await reply();
  expect(screen.queryByRole("button", { name: "Write" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Call back" })).toBeNull();
});

test("a blocked reply says why and cannot be typed; a note still can", async () => {
  const blocked = { reason: "optedOut" as const };
  open({}, { replyBlocked: blocked, destinations: [destinationOf("twilio-sms", { blocked })] });
  expect((await reply()).disabled).toBe(true);
  screen.getByText(/asked not to be texted/);
  fireEvent.click(screen.getByRole("radio", { name: "Note" }));
  expect(screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Note for your team" }).disabled).toBe(false);
});

test("a message that the network lost stays on this device with the same id", async () => {
  open({
    "conversations.send": () => {
      throw new TypeError("Failed to fetch");
    },
  });
  await type("Are you there?");
  press("Send");
  await waitFor(() => {
    const [kept] = JSON.parse(sessionStorage.getItem("storeline-outbox") ?? "[]") as { body: string; state: string }[];
    expect(kept).toMatchObject({ body: "Are you there?", state: "waiting" });
  });
});

test("a reply that the busy server cannot store says so, waits on this device, and needs no decision", async () => {
  open({
    "conversations.send": () => {
      throw new Refused("unavailable", "busy");
    },
  });
  await type("Are you there?");
  press("Send");
  await waitFor(() => expect(getPending()).toMatchObject([{ body: "Are you there?", state: "waiting" }]));
  renderInWorkspace(<PendingBubble entry={getPending()[0] as Pending} onRetry={() => {}} onEdit={() => {}} />, {});
  screen.getByText("Storeline is busy right now. Your message will be sent automatically.");
  expect(screen.queryByRole("button", { name: "Discard" })).toBeNull();
});
