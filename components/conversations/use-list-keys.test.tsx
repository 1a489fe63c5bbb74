import { act, fireEvent, screen } from "@testing-library/react";
import { useState } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import type { ConversationRow } from "@/server/contract/conversations";
import { ana, renderInWorkspace } from "@/tests/workspace";
import { type Actions, ActionsContext } from "./use-actions";
import { useListKeys } from "./use-list-keys";

const row = (id: string): ConversationRow => ({
  id,
  version: 1,
  status: "open",
  snoozedUntil: null,
  place: { id: ana.scope.placeIds[0] as string, kind: "store", name: "Pine Street" },
  assignee: null,
  customer: { id: `customer of ${id}`, name: id, contact: "+1 555 010 0134" },
  channel: "twilio-sms",
  preview: "Boots in 9?",
  previewBy: "customer",
  lastMessageAt: "2026-11-22T09:00:00.000Z",
  waitingSince: null,
  missedCallAt: null,
  lastReplyFailed: false,
  lastSeq: 1,
  lastInboundSeq: 1,
  offer: null,
  callback: null,
  scheduled: null,
  followers: {},
  lastMentionAt: null,
});

const resolve = vi.fn();
const actions = { resolve } as Partial<Actions> as Actions;
beforeEach(() => vi.clearAllMocks());

let show: (ids: string[]) => void;
function Rows() {
  const [ids, setIds] = useState(["a", "x", "y", "z"]);
  show = (now) => act(() => setIds(now));
  const { cursor } = useListKeys({ rows: ids.map(row), openId: "a", open: () => {}, show: () => {} });
  return (
    <main tabIndex={-1}>
      <ul data-list>
        {ids.map((id) => (
          <li key={id}>
            <a href={`/${id}`} data-row={id} aria-current={id === cursor}>
              {id}
            </a>
          </li>
        ))}
      </ul>
      <p>said</p>
      <textarea aria-label="Message" />
      <div role="dialog">
        <input aria-label="Commands" />
      </div>
    </main>
  );
}
const press = (key: string) =>
  fireEvent.keyDown(document.activeElement ?? document.body, { key, code: `Key${key.toUpperCase()}` });
const resolved = () => resolve.mock.calls.map(([{ id }]) => id);

/** The list a, x, y, z with `a` open. */
const draw = () =>
  renderInWorkspace(
    <ActionsContext value={actions}>
      <Rows />
    </ActionsContext>,
    {},
  );
const focusOn = (element: HTMLElement) => act(() => element.focus());

test("keys act on the open row until J has moved to another", () => {
  draw();
  press("e");
  press("j");
  expect(document.activeElement?.textContent).toBe("x");
  press("e");
  expect(resolved()).toEqual(["a", "x"]);
});

test("when the selected row has left, keys act on no other, and J moves to the row now in its position", () => {
  draw();
  press("j");
  press("e");
  show(["a", "y", "z"]);
  press("e");
  expect(resolved()).toEqual(["x"]);
  press("j");
  expect(document.activeElement?.textContent).toBe("y");
  press("e");
  expect(resolved()).toEqual(["x", "y"]);
});

test("K moves to the row before the one that has left", () => {
  draw();
  for (const key of ["j", "j", "j"]) press(key);
  show(["a", "x", "y"]);
  press("k");
  expect(document.activeElement?.textContent).toBe("y");
});

test("keys act again on a row that comes back, for example by Undo", () => {
  draw();
  press("j");
  show(["a", "y"]);
  show(["a", "x", "y"]);
  press("e");
  expect(resolved()).toEqual(["x"]);
});

test("focusing another part of the page resets the selection: keys act on the open row", () => {
  draw();
  press("j");
  focusOn(screen.getByLabelText("Message"));
  act(() => screen.getByLabelText("Message").blur());
  press("e");
  expect(resolved()).toEqual(["a"]);
});

test("so does clicking on something that takes no focus", () => {
  draw();
  press("j");
  fireEvent.pointerDown(screen.getByText("said"));
  press("e");
  expect(resolved()).toEqual(["a"]);
});

test("a dialog, and the focus that it returns to the page, do not reset it", () => {
  draw();
  press("j");
  fireEvent.pointerDown(screen.getByLabelText("Commands"));
  focusOn(screen.getByLabelText("Commands"));
  focusOn(screen.getByRole("main"));
  press("e");
  expect(resolved()).toEqual(["x"]);
});
