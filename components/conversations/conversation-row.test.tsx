import { cleanup, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { BoardRow } from "@/components/board/board-row";
import type { ConversationRow as Row } from "@/server/contract/conversations";
import { rowOf } from "@/tests/cached";
import { renderInWorkspace } from "@/tests/workspace";
import { ConversationRow } from "./conversation-row";
import { type Actions, ActionsContext } from "./use-actions";

afterEach(cleanup);
const actions = { claim: vi.fn() } as Partial<Actions> as Actions;
const PLACED = { place: 1, of: 1, top: 0, height: 60 };
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

function draw(row: Row) {
  renderInWorkspace(
    <ActionsContext value={actions}>
      <ConversationRow
        row={row}
        hasLeft={false}
        isOpen={false}
        isCursor={false}
        isUnread={false}
        hasMention={false}
        onOpen={() => {}}
      />
      <ul>
        <BoardRow shown={{ row, hasLeft: false }} {...PLACED} isSelected={false} onToggle={() => {}} />
      </ul>
    </ActionsContext>,
    {},
  );
  return screen.getAllByRole("link").map((link) => link.textContent ?? "");
}

test("a failed reply is shown in the list and on the board, with how long the customer waits", () => {
  const row = rowOf(1, {
    preview: "Yes, two left",
    previewBy: "staff",
    lastReplyFailed: true,
    waitingSince: minutesAgo(20),
    missedCallAt: null,
  });
  for (const text of draw(row)) expect(text).toMatch(/Not delivered.*Yes, two left/);
  expect(screen.getAllByRole("img", { name: "Waiting over 15 minutes" })).toHaveLength(2);
  expect(screen.queryByRole("img", { name: "We" })).toBeNull();
});

test("a customer who wrote again after a failed reply still shows that it failed", () => {
  const row = rowOf(1, { preview: "Hello?", lastReplyFailed: true, waitingSince: minutesAgo(2) });
  for (const text of draw(row)) expect(text).toMatch(/Reply not delivered.*Hello\?/);
});

test("a reply in flight shows no failure and no wait", () => {
  for (const text of draw(rowOf(1, { preview: "Yes", previewBy: "staff" }))) expect(text).not.toMatch(/delivered/i);
  expect(screen.queryByRole("img", { name: /waiting/i })).toBeNull();
});

test("a call is said in the words of the screen, in the list and on the board", () => {
  for (const text of draw(rowOf(1, { preview: "in.missed", previewBy: "call" })))
    expect(text).toContain("Incoming call · missed");
});
