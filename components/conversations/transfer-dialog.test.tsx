import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { abilitiesOf } from "@/server/contract/abilities";
import type { ConversationRow, Item } from "@/server/contract/conversations";
import { contextOf, detailOf, itemOf, rowOf, uuid } from "@/tests/cached";
import { type Answers, ana, renderInWorkspace } from "@/tests/workspace";
import { OfferBanner } from "./offer-banner";
import { TransferDialog } from "./transfer-dialog";

const MINE = { id: ana.id, name: ana.name };
const BEN = { id: uuid(801), name: "Ben Okafor" };
const order = { id: uuid(60), number: "1001", status: "pickup_available" };

function open(row: ConversationRow, answers: Answers = {}) {
  const context = {
    ...contextOf(row.customer),
    orders: [order],
    identities: [{ kind: "phone", label: "+1 555 0100", isVerified: true }],
  };
  return renderInWorkspace(<TransferDialog row={row} onClose={() => {}} />, {
    "conversations.get": () => detailOf(row, [{ ...itemOf(1, 1), body: "Boots in 42?" } as Item]),
    "customers.context": () => context,
    "team.places": () => [],
    "team.people": () => [],
    ...answers,
  });
}
const facts = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Verified facts" });

test("facts on record are offered as not verified, and only added by the person", async () => {
  open(rowOf(1, { assignee: MINE }));
  const suggestion = await screen.findByRole("button", { name: "Add “Order 1001: ready for pickup”" });
  screen.getByText(/On record, not verified/);
  expect(facts().value).toBe("");
  fireEvent.click(suggestion);
  expect(facts().value).toBe("Order 1001: ready for pickup");
  expect(screen.queryByRole("button", { name: /Order 1001/ })).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: "Add “Phone +1 555 0100”" }));
  expect(facts().value).toBe("Order 1001: ready for pickup\nPhone +1 555 0100");
});

test.each([
  ["mine", MINE, "It then stays with you.", /You stay the owner until somebody accepts/],
  ["a colleague's", BEN, "It then stays with Ben Okafor.", /Ben Okafor stays the owner until somebody accepts/],
  ["nobody's", null, "It then stays with you.", /It will be assigned to you until somebody accepts/],
])(
  "of a conversation that is %s it says who has it meanwhile and when nobody accepts",
  async (_whose, assignee, hint, says) => {
    open(rowOf(1, { assignee }));
    await screen.findByText(hint);
    screen.getByText(says);
    expect(screen.queryByText(/falls back/)).toBeNull();
  },
);

test("when a colleague has claimed it meanwhile, the dialog says so and keeps the entered text", async () => {
  let row = rowOf(1, { assignee: MINE });
  const can = () => abilitiesOf(ana, { status: row.status, userId: row.assignee?.id ?? null });
  const { cache } = open(row, { "conversations.get": () => detailOf(row, [itemOf(1, 1)], { can: can() }) });
  const need = await screen.findByRole("textbox", { name: "What the customer needs" });
  fireEvent.change(need, { target: { value: "Wants 42" } });
  row = { ...row, version: 2, assignee: BEN };
  cache.apply([{ type: "conversation.assigned", at: "", entity: { kind: "conversation", row, items: [] } } as never]);
  await screen.findByText(
    "This conversation is now assigned to Ben Okafor. Only they or a supervisor can transfer it.",
  );
  screen.getByDisplayValue("Wants 42");
  const entity = { kind: "conversation_left", conversationId: row.id, movedTo: null };
  cache.apply([{ type: "conversation.assigned", at: "", entity } as never]);
  await screen.findByText("This conversation moved. You no longer have access to it.");
  screen.getByDisplayValue("Wants 42");
  await waitFor(() => expect(screen.getByRole<HTMLButtonElement>("button", { name: /^Transfer/ }).disabled).toBe(true));
});

test("an offer names its sender to everybody but the sender", async () => {
  const offer = { id: uuid(50), from: MINE, toUser: BEN, toPlace: null, expiresAt: "2099-01-01T00:00:00.000Z" };
  const card = { need: "", facts: "", promises: "", consent: "" };
  const row = rowOf(1, { assignee: MINE, offer: { ...offer, card } });
  renderInWorkspace(<OfferBanner row={row} offer={{ ...offer, card }} />, {});
  screen.getByText("You offered it to Ben Okafor");
  const theirs = { ...offer, from: { id: uuid(802), name: "Sue Tanaka" }, card };
  renderInWorkspace(<OfferBanner row={{ ...row, offer: theirs }} offer={theirs} />, {});
  screen.getByText("Sue Tanaka offered it to Ben Okafor");
});

test("new customer messages update fields that were not edited, and edited fields stay", async () => {
  const row = rowOf(1, { assignee: MINE });
  const sent: unknown[] = [];
  const sue = { id: uuid(803), name: "Sue Tanaka", role: "supervisor", placeIds: [], scopeAll: false, disabled: false };
  const { queryClient } = open(row, {
    "team.people": () => [sue],
    "conversations.transfer": (input) => void sent.push(input),
  });
  const need = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: "What the customer needs" });
  await waitFor(() => expect(need().value).toBe("Boots in 42?"));
  fireEvent.change(facts(), { target: { value: "Paid in cash" } });
  const key = queryClient
    .getQueryCache()
    .findAll()
    .find(({ queryKey }) => String(queryKey[0]) === "conversations,get");
  const later = detailOf(row, [{ ...itemOf(1, 2), body: "Or in 43" } as Item]);
  queryClient.setQueryData(key?.queryKey ?? [], later);
  await waitFor(() => expect(need().value).toBe("Or in 43"));
  expect(facts().value).toBe("Paid in cash");
  fireEvent.click(await screen.findByRole("radio", { name: /Sue Tanaka/ }));
  fireEvent.keyDown(facts(), { key: "Enter", ctrlKey: true });
  await waitFor(() => expect(sent).toHaveLength(1));
  const card = { need: "Or in 43", facts: "Paid in cash", promises: "", consent: "" };
  expect(sent).toMatchObject([{ conversationId: row.id, to: { userId: sue.id }, card, timeoutSeconds: 120 }]);
});
