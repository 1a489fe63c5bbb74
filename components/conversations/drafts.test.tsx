import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { preloadAll } from "@/components/ui/lazy-module";
import { Toaster } from "@/components/ui/toast";
import { emptyDevice } from "@/tests/empty-device";
import { detail, ID } from "@/tests/thread-fixture";
import { ana, renderInWorkspace } from "@/tests/workspace";
import { ActionsProvider } from "./actions-provider";
import { type DraftKey, localDraft, localDraftsOf, setDraft, setLocalDraft } from "./drafts";
import { Thread } from "./thread";

const REPLY: DraftKey = { userId: ana.id, conversationId: ID, mode: "reply" };

// Lazy modules are loaded, as on a page that has been idle.
beforeAll(preloadAll);
beforeEach(() => {
  emptyDevice({ userId: ana.id, conversationId: ID });
  setLocalDraft(REPLY, { text: "", saved: "", version: 0 });
});

async function open() {
  renderInWorkspace(
    <ActionsProvider>
      <Thread conversationId={ID} contextToggle={{ isOpen: true, toggle: () => {} }} />
      <Toaster theme="light" />
    </ActionsProvider>,
    { "conversations.get": () => detail },
  );
  return screen.findByRole<HTMLTextAreaElement>("textbox", { name: /^Reply to/ });
}
const both = { text: "Until Sunday", saved: "", version: 3, other: { text: "Until Monday", version: 5 } };
/** Undoes what was said last: toasts of earlier tests may still be there. */
async function undo(said: string): Promise<void> {
  const toast = (await screen.findByText(said)).closest("li") as HTMLElement;
  fireEvent.click(within(toast).getByRole("button", { name: "Undo" }));
}
const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));

test("the composer says what another device wrote, and keeping one's own text continues that version", async () => {
  setLocalDraft(REPLY, both);
  const field = await open();
  expect(screen.getByText("Until Monday")).toBeTruthy();
  press("Keep what I wrote here");
  expect(field.value).toBe("Until Sunday");
  expect(localDraft(REPLY)).toEqual({ text: "Until Sunday", saved: "Until Monday", version: 5 });
  expect(screen.queryByText("Until Monday")).toBeNull();
  await waitFor(() => expect(document.activeElement).toBe(field));
  // Undo brings the other text back, before what was written since.
  fireEvent.change(field, { target: { value: "Until Sunday at 6" } });
  await undo("Your text from this device is kept");
  expect(field.value).toBe("Until Monday\nUntil Sunday at 6");
});

test("a draft of another device is not kept in this tab's storage until it is changed here", () => {
  const stored = () => sessionStorage.getItem(`storeline-draft:${ana.id}:reply:${ID}`);
  setLocalDraft(REPLY, { text: "From the desk", saved: "From the desk", version: 9, isFetched: true });
  expect([localDraft(REPLY).text, stored()]).toEqual(["From the desk", null]);
  setDraft(REPLY, "From the desk, and here");
  expect(stored()).toContain("and here");
});

test("taking the other text can be undone", async () => {
  setLocalDraft(REPLY, both);
  const field = await open();
  press("Use the other text");
  expect(field.value).toBe("Until Monday");
  expect(localDraft(REPLY)).toEqual({ text: "Until Monday", saved: "Until Monday", version: 5 });
  await undo("The text from the other device is in place");
  expect(field.value).toBe("Until Sunday");
  expect(localDraft(REPLY).saved).toBe("Until Monday");
});

test("text that another device changed appears in the field while it is shown", async () => {
  const field = await open();
  act(() => setLocalDraft(REPLY, { text: "From the desk", saved: "From the desk", version: 9 }));
  expect(field.value).toBe("From the desk");
});

test("a text that an earlier version of the page kept in this tab is a draft that is not saved yet", async () => {
  const other = { ...REPLY, conversationId: "00000000-0000-7000-8000-00000000beef" };
  sessionStorage.setItem(`storeline-draft:${ana.id}:reply:${other.conversationId}`, JSON.stringify("Half a"));
  expect(localDraft(other)).toEqual({ text: "Half a", saved: "", version: 0 });
});

test("a person's drafts are listed apart from those of others on the same device", () => {
  setLocalDraft(REPLY, both);
  setLocalDraft({ ...REPLY, userId: "somebody else" }, both);
  expect(localDraftsOf(ana.id)).toContainEqual(REPLY);
  expect(localDraftsOf(ana.id).every(({ userId }) => userId === ana.id)).toBe(true);
});
