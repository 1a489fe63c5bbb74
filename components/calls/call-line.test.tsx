import { cleanup, fireEvent, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { useDraft } from "@/components/conversations/drafts";
import type { CallItem, Item } from "@/server/contract/conversations";
import { at, itemOf, rowOf, uuid } from "@/tests/cached";
import { renderInWorkspace } from "@/tests/workspace";
import { CallLine } from "./call-line";

const missed = (conversation: number): CallItem => ({
  ...{ id: uuid(conversation * 1000 + 1), conversationId: uuid(conversation), seq: 1, version: 1, kind: "call" },
  ...{ author: null, channel: "twilio-sms", at: at(1) },
  call: {
    ...{ direction: "in", outcome: "missed", participants: [], recordingRef: null, transcriptRef: null },
    phases: [
      { phase: "ringing", at: at(1) },
      { phase: "ended", at: at(2) },
    ],
  },
});
const sent = (conversation: number, status: "sent" | "failed"): Item => ({
  ...itemOf(conversation, 2),
  ...{ direction: "out", author: null, delivery: { status, error: null, attempt: 1, undoable: false } },
});
const Draft = ({ of }: { of: number }) => <output>{useDraft(uuid(of), "reply")[0]}</output>;
afterEach(cleanup);

/** The reply that is begun in a conversation that also has these entries. */
function begun(conversation: number, more: Item[] = []): string | null {
  const item = missed(conversation);
  const line = (
    <>
      <CallLine item={item} isPast={false} />
      <Draft of={conversation} />
    </>
  );
  const { queryClient, rerenderUi } = renderInWorkspace(null, { "calls.mine": () => [] });
  const row = rowOf(conversation, { waitingSince: at(1), missedCallAt: at(2) });
  const key = [["conversations", "get"], { input: { conversationId: item.conversationId }, type: "query" }];
  queryClient.setQueryData(key, { row, items: [item, ...more] });
  rerenderUi(line);
  fireEvent.click(screen.getByRole("button", { name: "Write" }));
  return screen.getByRole("status").textContent;
}

test("the reply to a missed call begins with an apology", () => {
  expect(begun(1)).toBe("Sorry we missed your call. How can we help?");
});

test("the reply to a customer who was texted after it does not say it again", () => {
  expect(begun(2, [sent(2, "sent")])).toBe("Hello, we are here now. How can we help?");
});

test("a text that was not delivered does not count", () => {
  expect(begun(3, [sent(3, "failed")])).toBe("Sorry we missed your call. How can we help?");
});
