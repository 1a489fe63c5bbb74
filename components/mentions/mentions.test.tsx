import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { ActionsProvider } from "@/components/conversations/actions-provider";
import { type DraftKey, localDraft, setDraft } from "@/components/conversations/drafts";
import { ItemLine } from "@/components/conversations/item-line";
import { getPending } from "@/components/conversations/outbox";
import { Thread } from "@/components/conversations/thread";
import { Announcer } from "@/components/shell/announcer";
import { preloadAll } from "@/components/ui/lazy-module";
import type { ConversationDetail, NoteItem } from "@/server/contract/conversations";
import type { Mention } from "@/server/contract/mentions";
import type { Person } from "@/server/contract/team";
import { emptyDevice } from "@/tests/empty-device";
import { detail, ID, item } from "@/tests/thread-fixture";
import { type Answers, ana, Refused, renderInWorkspace } from "@/tests/workspace";

const NOTE: DraftKey = { userId: ana.id, conversationId: ID, mode: "note" };
const person = (n: number, name: string, over: Partial<Person> = {}): Person => ({
  ...{ id: `0193a000-0000-7000-8000-00000000e0${String(n).padStart(2, "0")}`, name, role: "associate" },
  ...{ placeIds: ana.scope.placeIds, scopeAll: false, disabled: false },
  ...over,
});
const me = person(0, ana.name, { id: ana.id });
const abe = person(1, "Abe Stone");
const nia = person(2, "Nia Stone");
const ben = person(3, "Ben Ito", { placeIds: ["0193a000-0000-7000-8000-0000000000bb"] });
const mentionOf = ({ id, name }: Person): Mention => ({ userId: id, label: name });

beforeAll(preloadAll);
beforeEach(() => {
  emptyDevice({ userId: ana.id, conversationId: ID });
  setDraft(NOTE, "", []);
});

type Sent = { body: string; mentions: Mention[]; clientMessageId: string };
const noteItem = (seq: number, body: string, mentions: Mention[], clientMessageId: string | null = null) =>
  ({
    ...item(seq, {}),
    kind: "note",
    body,
    mentions,
    clientMessageId,
    author: { id: abe.id, name: abe.name },
  }) as NoteItem;

async function open(part: Partial<ConversationDetail> = {}, answers: Answers = {}) {
  const sent: Sent[] = [];
  renderInWorkspace(
    <ActionsProvider>
      <Announcer />
      <Thread conversationId={ID} contextToggle={{ isOpen: true, toggle: () => {} }} />
    </ActionsProvider>,
    {
      "conversations.get": () => ({ ...detail, ...part }),
      "conversations.addNote": (input: Sent) => {
        sent.push(input);
        return noteItem(2, input.body, input.mentions, input.clientMessageId);
      },
      "conversations.markRead": () => null,
      "team.people": () => [abe, ben, me, nia],
      "team.places": () => [
        { id: ana.scope.placeIds[0], kind: "store", name: "Pine Street", code: "1", region: "", timeZone: "UTC" },
      ],
      ...answers,
    },
  );
  fireEvent.click(await screen.findByRole("radio", { name: "Note" }));
  return sent;
}
const field = () => screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Note for your team" });
async function type(text: string) {
  const input = await field();
  input.focus();
  fireEvent.change(input, { target: { value: text } });
  return input;
}
/** Types an "@", and then this. */
async function query(text: string) {
  await type("@");
  await type(`@${text}`);
}
const press = async (key: string, more = {}) => fireEvent.keyDown(await field(), { key, ...more });
const options = () => screen.queryAllByRole("option").map((option) => option.textContent);
const add = () => fireEvent.click(screen.getByRole("button", { name: "Add note" }));

test("an @ in a note offers the colleagues who may read the conversation, and Enter puts one in place of the query", async () => {
  const sent = await open();
  await type("Ask @");
  await screen.findByRole("listbox", { name: "Colleagues who may read this" });
  await waitFor(() => expect(options()).toEqual(["Abe StonePine Street", "Nia StonePine Street"]));
  const input = await type("Ask @ni");
  expect(options()).toEqual(["Nia StonePine Street"]);
  await press("Enter");
  expect(input.value).toBe("Ask @Nia Stone ");
  expect(screen.queryByRole("listbox")).toBeNull();
  expect(screen.getByText("Only your team sees this. Notifies Nia Stone")).toBeTruthy();
  expect(within(screen.getByRole("log")).getByText("Nia Stone will be notified")).toBeTruthy();
  add();
  await waitFor(() => expect(sent).toMatchObject([{ body: "Ask @Nia Stone ", mentions: [mentionOf(nia)] }]));
  expect(localDraft(NOTE)).toMatchObject({ text: "" });
  expect(localDraft(NOTE).mentions).toBeUndefined();
});

test("whoever is deleted from the text is not notified, and can be chosen again", async () => {
  const sent = await open();
  await type("@");
  await waitFor(() => expect(options()).toHaveLength(2));
  await press("ArrowDown");
  await press("Tab");
  await type("@Nia Ston is here");
  expect(screen.getByText("Only your team sees this")).toBeTruthy();
  await press("Escape");
  await type("@");
  await waitFor(() => expect(options()).toHaveLength(2));
  expect(sent).toEqual([]);
});

test("in a reply an @ offers nobody, and a slash in a note offers no saved reply", async () => {
  await open();
  await type("/");
  expect(screen.queryByRole("listbox")).toBeNull();
  fireEvent.click(screen.getByRole("radio", { name: "Reply" }));
  const reply = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: /^Reply to/ });
  reply.focus();
  fireEvent.change(reply, { target: { value: "@" } });
  expect(screen.queryByRole("listbox")).toBeNull();
});

test("the button opens the list where nobody types an @, and a tap chooses", async () => {
  await open();
  const input = await type("Please look");
  fireEvent.click(screen.getByRole("button", { name: "Mention a colleague" }));
  await waitFor(() => expect(options()).toHaveLength(2));
  fireEvent.click(screen.getAllByRole("option")[0] as HTMLElement);
  expect(input.value).toBe("Please look @Abe Stone ");
});

test("a name that fits nobody says so, and a sentence that goes on closes the list", async () => {
  await open();
  await query("zoe");
  expect(await screen.findByText("Nobody who may read this conversation matches “zoe”")).toBeTruthy();
  await type("@zoe and");
  await waitFor(() => expect(screen.queryByText(/matches “zoe/)).toBeNull());
});

test("a note that is refused for a mention stays with its text, its mentions and the reason", async () => {
  await open(
    {},
    {
      "conversations.addNote": () => {
        throw new Refused("invalid", "mentionsNonReader", { names: "Nia Stone" });
      },
    },
  );
  await query("ni");
  await waitFor(() => expect(options()).toHaveLength(1));
  await press("Enter");
  add();
  await waitFor(() => expect(getPending()).toMatchObject([{ state: "refused", mentions: [mentionOf(nia)] }]));
  expect(getPending()[0]?.reason).toContain("Nia Stone may not read this conversation");
});

test("a note without a connection waits with its mentions", async () => {
  await open(
    {},
    {
      "conversations.addNote": () => {
        throw new Error("offline");
      },
    },
  );
  await query("ab");
  await waitFor(() => expect(options()).toHaveLength(1));
  await press("Enter");
  add();
  await waitFor(() => expect(getPending()).toMatchObject([{ state: "waiting", mentions: [mentionOf(abe)] }]));
});

test("a mention shows the name that the person has now, and one's own is marked", async () => {
  const mentions = [
    { userId: abe.id, label: "Abe Old" },
    { userId: ana.id, label: "Ana" },
  ];
  const at = { customer: "Maya Chen", isFollowing: false, isLast: true, isPast: false };
  renderInWorkspace(<ItemLine item={noteItem(2, "@Abe Old and @Ana: see https://a.example", mentions)} {...at} />, {
    "team.people": () => [abe, me],
  });
  const note = await screen.findByRole("article", { name: "Note by Abe Stone" });
  await waitFor(() => expect(note.textContent).toContain("@Abe Stone and @Ana Alvarez (you): see https://a.example"));
  expect(within(note).getByRole("link", { name: "https://a.example" })).toBeTruthy();
});

test("followers are listed without those who may not read it now, and the button follows and stops", async () => {
  const asked: unknown[] = [];
  const row = { ...detail.row, followers: { [nia.id]: 2, [ben.id]: 0 } };
  await open(
    { row },
    {
      "conversations.follow": (input: { isFollowing: boolean }) => {
        asked.push(input);
        const followers = input.isFollowing ? { ...row.followers, [ana.id]: 0 } : row.followers;
        return { ...row, version: row.version + asked.length, followers };
      },
    },
  );
  const strip = await screen.findByRole("region", { name: "Followers" });
  await waitFor(() => expect(strip.textContent).toContain("Followed by Nia Stone"));
  expect(strip.textContent).not.toContain("Ben");
  await act(async () => fireEvent.click(within(strip).getByRole("button", { name: "Follow" })));
  await waitFor(() => expect(strip.textContent).toContain("Followed by you and Nia Stone"));
  fireEvent.click(within(strip).getByRole("button", { name: "Unfollow" }));
  await waitFor(() => expect(asked).toMatchObject([{ isFollowing: true }, { isFollowing: false }]));
});
