import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { Palette } from "@/components/shell/palette";
import { preloadAll } from "@/components/ui/lazy-module";
import type { StartConversation, TextOrigin } from "@/server/contract/new-text";
import { ana, Refused, renderInWorkspace } from "@/tests/workspace";
import { setDraft } from "../drafts";
import { NewText } from "./new-text";
import { NewTextButton } from "./new-text-button";
import { newText } from "./new-text-request";

const push = vi.fn();
vi.mock("next/navigation", () => ({ useRouter: () => ({ push }) }));

const originOf = (n: number, name: string): TextOrigin => ({
  ...{ endpointId: `e${n}`, channel: "twilio-sms", address: `+1415555000${n}`, label: `+1 415 555 000${n}` },
  place: { id: `p${n}`, name },
});
const PINE = originOf(1, "Pine Street");
const OAK = originOf(2, "Oak Avenue");
const EXISTING = "0193a000-0000-7000-8000-00000000c0de";

const sent: StartConversation[] = [];
let answer: (input: StartConversation) => unknown;
let origins: () => TextOrigin[];
// Lazy modules are loaded, as on a page that has been idle.
beforeAll(preloadAll);
beforeEach(() => {
  vi.clearAllMocks();
  sessionStorage.clear();
  newText.set(null);
  sent.length = 0;
  origins = () => [PINE, OAK];
  answer = ({ conversationId }) => ({ conversationId });
});

const show = (me = ana) =>
  renderInWorkspace(
    <>
      <NewText />
      <NewTextButton />
    </>,
    {
      "conversations.textOrigins": () => origins(),
      "conversations.start": (input: StartConversation) => {
        sent.push(input);
        return answer(input);
      },
    },
    new Map(),
    me,
  );
async function fill(phone: string, body: string): Promise<void> {
  fireEvent.change(await screen.findByRole("textbox", { name: "Mobile number" }), { target: { value: phone } });
  fireEvent.change(screen.getByRole("textbox", { name: "Text" }), { target: { value: body } });
}
const send = () => fireEvent.click(screen.getByRole("button", { name: "Send" }));
const isOpen = () => screen.queryByRole("dialog", { name: "New text" }) !== null;

test("a text goes to a number from the chosen number of ours, and its conversation opens", async () => {
  show();
  fireEvent.click(screen.getByRole("button", { name: "New text" }));
  await fill("(415) 555-0142", "Your boots are here.");
  fireEvent.change(screen.getByRole("combobox", { name: "From" }), { target: { value: OAK.endpointId } });
  send();
  await waitFor(() => expect(isOpen()).toBe(false));
  expect(sent).toMatchObject([{ endpointId: OAK.endpointId, phone: "(415) 555-0142", body: "Your boots are here." }]);
  expect(push).toHaveBeenCalledWith(`/inbox?view=all&c=${sent[0]?.conversationId}`);
});

test("with a single number of ours there is nothing to choose", async () => {
  origins = () => [PINE];
  show();
  fireEvent.keyDown(document.body, { key: "w", code: "KeyW" });
  await fill("+1 415 555 0142", "Hello");
  expect(screen.queryByRole("combobox", { name: "From" })).toBeNull();
  expect(screen.getByText("Pine Street · +1 415 555 0001")).toBeTruthy();
  send();
  await waitFor(() => expect(sent).toMatchObject([{ endpointId: PINE.endpointId }]));
});

test("where a conversation is there already, the text goes along to it, after a reply that is being written", async () => {
  answer = () => {
    throw new Refused("conflict", "alreadyInConversation", { conversationId: EXISTING });
  };
  setDraft({ userId: ana.id, conversationId: EXISTING, mode: "reply" }, "Hi Maya,");
  show();
  act(() => newText.set({ phone: "+14155550142" }));
  await fill("+14155550142", "Your boots are here.");
  send();
  expect((await screen.findByRole("alert")).textContent).toContain(
    "There is a conversation with this customer already",
  );
  expect(push).not.toHaveBeenCalled();
  fireEvent.click(screen.getByRole("button", { name: "Open the conversation" }));
  expect(push).toHaveBeenCalledWith(`/inbox?view=all&c=${EXISTING}`);
  expect(isOpen()).toBe(false);
  const draft = sessionStorage.getItem(`storeline-draft:${ana.id}:reply:${EXISTING}`);
  expect(JSON.parse(draft ?? "null")).toMatchObject({ text: "Hi Maya,\nYour boots are here." });
});

test("a number that is changed afterwards does not lead to the conversation with the one before", async () => {
  answer = () => {
    throw new Refused("conflict", "alreadyInConversation", { conversationId: EXISTING });
  };
  show();
  act(() => newText.set({ phone: "" }));
  await fill("+14155550142", "Your boots are here.");
  send();
  await screen.findByRole("button", { name: "Open the conversation" });
  await fill("+14155550143", "Your boots are here.");
  expect(screen.queryByRole("button", { name: "Open the conversation" })).toBeNull();
});

test("an attempt whose answer was lost is repeated with its ids, and another text has others", async () => {
  answer = () => {
    throw new Error("the connection was lost");
  };
  show();
  act(() => newText.set({ phone: "" }));
  await fill("+14155550142", "Your boots are here.");
  send();
  await screen.findByText("The text couldn’t be sent. Check your connection and try again.");
  send();
  await waitFor(() => expect(sent).toHaveLength(2));
  expect(sent[1]).toEqual(sent[0]);
  await fill("+14155550142", "Your boots are here until Friday.");
  send();
  await waitFor(() => expect(sent).toHaveLength(3));
  expect(sent[2]?.conversationId).not.toBe(sent[0]?.conversationId);
  expect(sent[2]?.clientMessageId).not.toBe(sent[0]?.clientMessageId);
});

test("what is wrong with the number is said beside it, and what was written stays", async () => {
  answer = () => {
    throw new Refused("invalid", "notAMobile");
  };
  show();
  act(() => newText.set({ phone: "" }));
  await fill("+442079460958", "Hello");
  send();
  await screen.findByText("This is not a mobile number, so it gets no texts.");
  const field = screen.getByRole<HTMLInputElement>("textbox", { name: "Mobile number" });
  expect(field.getAttribute("aria-invalid")).toBe("true");
  expect(field.value).toBe("+442079460958");
  expect(screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Text" }).value).toBe("Hello");
});

test("without a number of ours the dialog says so; when they cannot be loaded, it tries again", async () => {
  origins = () => {
    throw new Refused("unavailable");
  };
  show();
  act(() => newText.set({ phone: "" }));
  fireEvent.click(await screen.findByRole("button", { name: "Try again" }, { timeout: 30_000 }));
  origins = () => [];
  await screen.findByText(/None of your locations has a number that sends texts/, {}, { timeout: 30_000 });
  expect(screen.queryByRole("button", { name: "Send" })).toBeNull();
});

test("a number typed into the search can be texted", async () => {
  renderInWorkspace(
    <>
      <NewText />
      <Palette hasSimulator={false} onClose={() => {}} />
    </>,
    { "conversations.textOrigins": () => origins() },
  );
  fireEvent.change(screen.getByRole("combobox"), { target: { value: "415 555 014" } });
  fireEvent.click(await screen.findByRole("option", { name: /Text 415 555 014/ }));
  const number = await screen.findByRole<HTMLInputElement>("textbox", { name: "Mobile number" });
  expect(number.value).toBe("415 555 014");
});

test("partner agents, who see no numbers, have neither the button nor the key nor the command", () => {
  const pat = { ...ana, can: { ...ana.can, seePersonalData: false } };
  show(pat);
  expect(screen.queryByRole("button", { name: "New text" })).toBeNull();
  fireEvent.keyDown(document.body, { key: "w", code: "KeyW" });
  expect(newText.get()).toBeNull();
});
