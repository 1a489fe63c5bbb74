import { fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { preloadAll } from "@/components/ui/lazy-module";
import { Toaster } from "@/components/ui/toast";
import type { ConversationRow } from "@/server/contract/conversations";
import { detailOf, itemOf, rowOf, uuid } from "@/tests/cached";
import { emptyDevice } from "@/tests/empty-device";
import { type Answers, renderInWorkspace } from "@/tests/workspace";
import { ActionsProvider } from "./actions-provider";
import { getPending } from "./outbox";
import { Thread } from "./thread";

type Sent = { undoId: string; body: string };
const nothing = () => {};

// Lazy modules are loaded, as on a page that has been idle.
beforeAll(preloadAll);
beforeEach(() => emptyDevice());

async function reply(row: ConversationRow, answers: Answers) {
  renderInWorkspace(
    <ActionsProvider>
      <Thread conversationId={row.id} contextToggle={{ isOpen: false, toggle: nothing }} />
      <Toaster theme="light" />
    </ActionsProvider>,
    { "conversations.get": () => detailOf(row, [itemOf(1, 1)]), ...answers },
  );
  const field = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: `Reply to ${row.customer.name}` });
  fireEvent.change(field, { target: { value: "Yes" } });
  fireEvent.click(screen.getByRole("button", { name: "Send" }));
  return field;
}
const answer = (claimed: boolean) => ({ ...itemOf(1, 2), direction: "out", body: "Yes", claimed });

test("a reply that claims says so, and Undo reverts only the claim", async () => {
  const sent: Sent[] = [];
  const undone: unknown[] = [];
  const field = await reply(rowOf(1), {
    "conversations.send": (input: Sent) => {
      sent.push(input);
      return answer(true);
    },
    "conversations.undo": (input) => {
      undone.push(input);
      return {
        undoId: sent[0]?.undoId,
        restored: 1,
        results: [{ conversationId: uuid(1), unrestored: [] }],
        row: null,
      };
    },
  });
  expect(field.placeholder).toBe("Write a reply. Sending claims the conversation.");
  await screen.findByText("Sent. Customer 1 is now assigned to you.");
  fireEvent.click(screen.getByRole("button", { name: "Undo" }));
  await waitFor(() => expect(undone).toEqual([{ undoId: sent[0]?.undoId }]));
});

test("a reply in a colleague's conversation does not mention a claim", async () => {
  const field = await reply(rowOf(2, { assignee: { id: uuid(801), name: "Ben" } }), {
    "conversations.send": () => answer(false),
  });
  expect(field.placeholder).toBe("Write a reply…");
  await waitFor(() => expect(getPending()).toEqual([]));
  expect(screen.queryByText(/Customer 2 is now assigned to you/)).toBeNull();
});
