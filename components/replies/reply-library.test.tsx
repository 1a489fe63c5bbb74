import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { preloadAll } from "@/components/ui/lazy-module";
import { Toaster } from "@/components/ui/toast";
import type { SavedReply, SaveReply } from "@/server/contract/replies";
import type { Me } from "@/server/contract/team";
import { emptyDevice } from "@/tests/empty-device";
import { type Answers, ana, Refused, renderInWorkspace } from "@/tests/workspace";
import { ReplyLibrary } from "./reply-library";

const PINE = ana.scope.placeIds[0] as string;
const HARBOR = "0193a000-0000-7000-8000-0000000000bb";
const place = (id: string, name: string) => ({ id, kind: "store", code: name, name, region: "", timeZone: "UTC" });
const base = { version: 3, shortcut: null, used: 0, lastUsedAt: null, canEdit: false };
const MINE: SavedReply = {
  ...base,
  ...{ id: "0193a000-0000-7000-8000-00000000f001", library: { kind: "personal" }, placeName: null },
  ...{ name: "My thanks", body: "Thank you!", shortcut: "ty", canEdit: true },
};
const THEIRS: SavedReply = {
  ...base,
  ...{
    id: "0193a000-0000-7000-8000-00000000f002",
    library: { kind: "place", placeId: PINE },
    placeName: "Pine Street",
  },
  ...{ name: "Parking", body: "Behind the store.", used: 12, lastUsedAt: "2026-11-03T10:00:00.000Z" },
};

beforeAll(preloadAll);
beforeEach(() => emptyDevice());

function open(answers: Answers = {}, me: Me = ana, replies = [MINE, THEIRS]) {
  const saved: SaveReply[] = [];
  renderInWorkspace(
    <>
      <ReplyLibrary />
      <Toaster theme="light" />
    </>,
    {
      "replies.list": () => replies,
      "team.places": () => [place(PINE, "Pine Street"), place(HARBOR, "Harbor")],
      "replies.save": (input: SaveReply) => {
        saved.push(input);
        return MINE;
      },
      ...answers,
    },
    new Map(),
    me,
  );
  return saved;
}
const button = (name: string) => screen.findByRole("button", { name });
const enter = (label: string, value: string) =>
  fireEvent.change(screen.getByRole("textbox", { name: label }), { target: { value } });

test("shows each library with how often its replies were used, and edits only what the person may", async () => {
  open();
  const theirs = await screen.findByRole("list", { name: "Pine Street" });
  within(theirs).getByText(/^Used 12 times, last on /);
  expect(within(theirs).queryByRole("button")).toBeNull();
  const mine = screen.getByRole("list", { name: "Mine" });
  within(mine).getByText("Not used yet");
  within(mine).getByRole("button", { name: "Edit My thanks" });
});

test("an associate adds their own, with fields put in at the caret", async () => {
  const saved = open();
  fireEvent.click(await button("New saved reply"));
  expect(screen.queryByRole("combobox", { name: "For" })).toBeNull();
  enter("Name", "Held");
  enter("Shortcut", "/Held");
  enter("Text", "Hi ");
  fireEvent.click(await button("Customer's first name"));
  fireEvent.click(await button("Save"));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(saved).toMatchObject([
    { name: "Held", shortcut: "held", body: "Hi {{customer.first_name}}", expectedVersion: 0 },
  ]);
  expect(saved[0]?.library).toEqual({ kind: "personal" });
});

test("a supervisor chooses among their locations, an administrator among all and everybody", async () => {
  const lead: Me = { ...ana, role: "supervisor", can: { ...ana.can, bulkAssign: true } };
  const saved = open({}, lead);
  fireEvent.click(await button("New saved reply"));
  const select = await screen.findByRole("combobox", { name: "For" });
  await waitFor(() =>
    expect(
      within(select)
        .getAllByRole("option")
        .map((option) => option.textContent),
    ).toEqual(["Only me", "Pine Street"]),
  );
  fireEvent.change(select, { target: { value: PINE } });
  enter("Name", "Held");
  enter("Text", "It is held.");
  fireEvent.click(await button("Save"));
  await waitFor(() => expect(saved).toMatchObject([{ library: { kind: "place", placeId: PINE }, shortcut: null }]));
});

test("bad input is refused beside its field, before anything is sent", async () => {
  const saved = open();
  fireEvent.click(await button("New saved reply"));
  enter("Shortcut", "two words");
  enter("Text", "Hi {{customer.nickname}}");
  fireEvent.click(await button("Save"));
  await screen.findByText(/^A shortcut is one word/);
  screen.getByText(/^Double braces may only hold one of the known fields/);
  expect(screen.getByRole("textbox", { name: "Name" }).getAttribute("aria-invalid")).toBe("true");
  expect(saved).toEqual([]);
});

test("what a colleague saved meanwhile is shown before it is overwritten", async () => {
  const saved: SaveReply[] = [];
  open({
    "replies.save": (input: SaveReply) => {
      saved.push(input);
      if (input.expectedVersion === 3)
        throw new Refused("conflict", "conflict", { current: { ...MINE, version: 4, body: "Many thanks!" } });
      return MINE;
    },
  });
  fireEvent.click(await button("Edit My thanks"));
  enter("Text", "Thanks a lot!");
  fireEvent.click(await button("Save"));
  await screen.findByText("Many thanks!");
  fireEvent.click(await button("Save mine"));
  await waitFor(() => expect(saved.map(({ expectedVersion }) => expectedVersion)).toEqual([3, 4]));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("deleting offers Undo even if the reply has left the list before the answer", async () => {
  const deleted = Promise.withResolvers<null>();
  const restored: unknown[] = [];
  open({
    "replies.delete": () => deleted.promise,
    "replies.restore": (input) => {
      restored.push(input);
      return null;
    },
  });
  fireEvent.keyDown(await button("More actions for My thanks"), { key: "Enter" });
  fireEvent.click(await screen.findByRole("menuitem", { name: "Delete" }));
  enter("Search saved replies", "parking");
  expect(screen.queryByText("My thanks")).toBeNull();
  deleted.resolve(null);
  fireEvent.click(await button("Undo"));
  await waitFor(() => expect(restored).toEqual([{ replyId: MINE.id }]));
});

test("an empty library says what to keep in it, with one way to begin", async () => {
  open({}, ana, []);
  await screen.findByText("No saved replies yet");
  expect(await screen.findAllByRole("button", { name: "New saved reply" })).toHaveLength(1);
});
