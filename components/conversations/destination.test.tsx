import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { preloadAll } from "@/components/ui/lazy-module";
import type { ConversationDetail } from "@/server/contract/conversations";
import type { DestinationRef } from "@/server/contract/destinations";
import type { Envelope } from "@/server/contract/events";
import { destinationOf, detailOf, itemOf, PLACE, rowOf, uuid } from "@/tests/cached";
import { emptyDevice } from "@/tests/empty-device";
import { type Answers, ana, Refused, renderInWorkspace } from "@/tests/workspace";
import { ActionsProvider } from "./actions-provider";
import { getPending } from "./outbox";
import { Thread } from "./thread";
import { setDestination } from "./use-destination";

const ID = uuid(1);
const CHAT = destinationOf("webchat");
const SMS = destinationOf("twilio-sms", { isLastUsed: false });
const MAIL = destinationOf("x", {
  endpointId: null,
  identityId: uuid(503),
  channel: null,
  contact: "maya@example.com",
  isLastUsed: false,
  blocked: { reason: "noEmailChannel" },
});
const refOf = ({ endpointId, identityId }: typeof SMS) => ({ endpointId, identityId });
const inChat = (over: Partial<ConversationDetail> = {}): ConversationDetail =>
  detailOf(
    rowOf(1, { channel: "webchat", customer: { id: uuid(701), name: "Maya Chen", contact: "Web visitor" } }),
    [itemOf(1, 1)],
    { destinations: [CHAT, SMS, MAIL], ...over },
  );
/** The same conversation after the customer has sent a text. */
const afterText = (): ConversationDetail => {
  const { row } = inChat();
  return inChat({
    row: { ...row, version: 2, channel: "twilio-sms", lastSeq: 2, lastInboundSeq: 2 },
    items: [itemOf(1, 1), itemOf(1, 2)],
    destinations: [
      { ...SMS, isLastUsed: true },
      { ...CHAT, isLastUsed: false },
    ],
  });
};

// Lazy modules are loaded, as on a page that has been idle.
beforeAll(preloadAll);
beforeEach(() => {
  emptyDevice({ userId: ana.id, conversationId: ID });
  setDestination({ userId: ana.id, conversationId: ID }, null);
});

function open(first: ConversationDetail, answers: Answers = {}) {
  let detail = first;
  const sent: { to?: DestinationRef }[] = [];
  const view = renderInWorkspace(
    <ActionsProvider>
      <Thread conversationId={ID} contextToggle={{ isOpen: false, toggle: () => {} }} />
    </ActionsProvider>,
    {
      "conversations.get": () => detail,
      "conversations.send": (input: { to?: DestinationRef; clientMessageId: string }) => {
        sent.push(input);
        return { ...itemOf(1, 3), direction: "out", clientMessageId: input.clientMessageId };
      },
      ...answers,
    },
  );
  const becomes = async (next: ConversationDetail) => {
    detail = next;
    await act(() => view.queryClient.invalidateQueries({ predicate: () => true }));
  };
  return { sent, becomes };
}
const picker = (name: string | RegExp) => screen.findByRole("button", { name });
const type = async (text: string) =>
  fireEvent.change(await screen.findByRole("textbox", { name: "Reply to Maya Chen" }), { target: { value: text } });
const pick = async (from: string | RegExp, to: RegExp) => {
  fireEvent.keyDown(await picker(from), { key: "Enter" });
  fireEvent.click(await screen.findByRole("menuitemradio", { name: to }));
};
const send = () => fireEvent.click(screen.getByRole("button", { name: "Send" }));

describe("an endpoint that changes in Settings", () => {
  const SECOND = destinationOf("twilio-sms", { endpointId: uuid(603), from: "Second number", isLastUsed: false });
  const changed = (placeId: string, endpointId = uuid(603)): Envelope => ({
    ...{ type: "endpoint.changed", at: "", entity: { kind: "endpoint", endpointId, placeIds: [placeId] } },
  });
  /** Two colleagues have the same conversation open; the server answers both alike. */
  function twoScreens(first: ConversationDetail) {
    const answer = { now: first, asked: 0 };
    const screens = [1, 2].map(() => {
      const view = renderInWorkspace(
        <ActionsProvider>
          <Thread conversationId={ID} contextToggle={{ isOpen: false, toggle: () => {} }} />
        </ActionsProvider>,
        {
          "conversations.get": () => {
            answer.asked++;
            return answer.now;
          },
        },
      );
      return { ...view, on: within(view.container) };
    });
    const push = (envelope: Envelope) => act(async () => screens.forEach(({ cache }) => void cache.apply([envelope])));
    return { answer, screens, push };
  }

  test("is offered, renamed and gone on two open screens as soon as the push arrives", async () => {
    const { answer, screens, push } = twoScreens(inChat({ destinations: [SMS] }));
    const shows = async (count: number, label: RegExp) => {
      for (const { on } of screens) {
        fireEvent.keyDown(await on.findByRole("button", { name: /^Reply by/ }), { key: "Enter" });
        await waitFor(() => expect(screen.queryAllByRole("menuitemradio", { name: label })).toHaveLength(count));
        fireEvent.keyDown(screen.getByRole("menu"), { key: "Escape" });
        await waitFor(() => expect(screen.queryByRole("menu")).toBeNull());
      }
    };
    await shows(0, /Second number/);
    answer.now = inChat({ destinations: [SMS, SECOND] });
    await push(changed(PLACE.id));
    await shows(1, /Second number/);
    answer.now = inChat({ destinations: [SMS, { ...SECOND, from: "Night desk" }] });
    await push(changed(PLACE.id));
    await shows(1, /Night desk/);
    answer.now = inChat({ destinations: [SMS] });
    await push(changed(uuid(999)));
    await shows(0, /Night desk/);
  });

  test("elsewhere does not refetch a thread that cannot use it", async () => {
    const { answer, screens, push } = twoScreens(inChat());
    for (const { on } of screens) await on.findByRole("button", { name: /^Reply by/ });
    const before = answer.asked;
    await push(changed(uuid(999)));
    expect(answer.asked).toBe(before);
  });
});

describe("the destination of a reply", () => {
  test("is shown, is the customer's last channel, and is sent with the reply", async () => {
    const { sent } = open(inChat());
    await picker("Reply by Web chat. Change");
    await type("Yes");
    expect(screen.queryByText(/left/)).toBeNull();
    send();
    await waitFor(() => expect(sent).toMatchObject([{ to: refOf(CHAT) }]));
  });

  test("can be chosen, shows unreachable addresses with the reason, and updates the segment counter", async () => {
    const { sent } = open(inChat());
    await type("Yes");
    fireEvent.keyDown(await picker("Reply by Web chat. Change"), { key: "Enter" });
    const mail = await screen.findByRole("menuitemradio", { name: /maya@example.com/ });
    within(mail).getByText("E-mail isn't connected.");
    expect(mail.getAttribute("aria-disabled")).toBe("true");
    fireEvent.click(screen.getByRole("menuitemradio", { name: /SMS to \+1 425 555 0123/ }));
    await picker("Reply by SMS to +1 425 555 0123. Change");
    screen.getByText(/\d+ left/);
    send();
    await waitFor(() => expect(sent).toMatchObject([{ to: refOf(SMS) }]));
  });

  test("stays when the customer writes on another channel, and a notice lets the writer choose", async () => {
    const { sent, becomes } = open(inChat());
    await type("Half a sent");
    await becomes(afterText());
    const notice = await screen.findByText(/wrote by SMS\. This reply goes by Web chat\./);
    await picker("Reply by Web chat. Change");
    const banner = notice.closest<HTMLElement>("[role=alert]") as HTMLElement;
    fireEvent.click(within(banner).getByRole("button", { name: "Reply by SMS" }));
    expect(screen.queryByText(/This reply goes by/)).toBeNull();
    send();
    await waitFor(() => expect(sent).toMatchObject([{ to: refOf(SMS) }]));
  });

  test("stays after the writer chose to keep it, and the notice does not come back", async () => {
    const { sent, becomes } = open(inChat());
    await type("Half a sentence");
    await becomes(afterText());
    fireEvent.click(await screen.findByRole("button", { name: "Keep Web chat" }));
    expect(screen.queryByText(/This reply goes by/)).toBeNull();
    send();
    await waitFor(() => expect(sent).toMatchObject([{ to: refOf(CHAT) }]));
  });

  test("follows the customer while the composer is empty", async () => {
    const { becomes } = open(inChat());
    await picker("Reply by Web chat. Change");
    await becomes(afterText());
    await picker("Reply by SMS to +1 425 555 0123. Change");
    expect(screen.queryByText(/This reply goes by/)).toBeNull();
  });

  test("stays for the next reply once picked, until the customer writes", async () => {
    const { sent, becomes } = open(inChat());
    await pick("Reply by Web chat. Change", /SMS to/);
    await type("One");
    send();
    await waitFor(() => expect(sent).toHaveLength(1));
    await picker("Reply by SMS to +1 425 555 0123. Change");
    const { row } = inChat();
    await becomes(inChat({ row: { ...row, version: 3, lastSeq: 4, lastInboundSeq: 4 } }));
    await picker("Reply by Web chat. Change");
  });

  test("that no longer exists blocks the reply and says so, and another can be chosen without losing the text", async () => {
    const { sent, becomes } = open(inChat());
    await pick("Reply by Web chat. Change", /SMS to/);
    await type("About your order");
    await becomes(inChat({ destinations: [CHAT] }));
    await screen.findByText(/was for SMS to \+1 425 555 0123, which can no longer be reached/);
    await pick("Choose where the reply goes", /Web chat/);
    expect((screen.getByRole("textbox", { name: /^Reply/ }) as HTMLTextAreaElement).value).toBe("About your order");
    send();
    await waitFor(() => expect(sent).toMatchObject([{ to: refOf(CHAT) }]));
  });

  test("to a contact left in the chat warns that nobody has verified it", async () => {
    open(inChat({ destinations: [CHAT, { ...SMS, isVerified: false }] }));
    await pick("Reply by Web chat. Change", /not verified/);
    await screen.findByText(/isn't verified/);
  });

  test("that has opted out is blocked, and others are not", async () => {
    const blocked = { reason: "optedOut" as const };
    const words = /asked not to be texted/;
    const { destinations: _, ...rest } = afterText();
    open({
      ...rest,
      destinations: [
        { ...SMS, isLastUsed: true, blocked },
        { ...CHAT, isLastUsed: false },
      ],
      replyBlocked: blocked,
    });
    await screen.findByText(words);
    await pick(/^Reply by SMS/, /Web chat/);
    await waitFor(() => expect(screen.queryByText(words)).toBeNull());
    await type("Here then");
    expect(screen.getByRole("button", { name: "Send" }).hasAttribute("disabled")).toBe(false);
  });

  test("is refetched when the server refuses it", async () => {
    let asked = 0;
    open(inChat(), {
      "conversations.get": () => {
        asked++;
        return inChat();
      },
      "conversations.send": () => {
        throw new Refused("invalid", "notReachable");
      },
    });
    await type("Yes");
    send();
    await waitFor(() => expect(getPending()).toMatchObject([{ state: "refused" }]));
    await waitFor(() => expect(asked).toBeGreaterThan(1));
  });
});
