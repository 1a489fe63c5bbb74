import { cleanup, fireEvent, screen } from "@testing-library/react";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { useExplain } from "@/components/client/use-error-text";
import { ConversationRow } from "@/components/conversations/conversation-row";
import { ThreadHeader } from "@/components/conversations/thread-header";
import { type Actions, ActionsContext } from "@/components/conversations/use-actions";
import { ConnectionForm } from "@/components/settings/connection-form";
import { addChannel } from "@/server/channels/directory";
import { rowOf } from "../cached";
import { detail } from "../thread-fixture";
import { renderInWorkspace } from "../workspace";
import { photogram } from "./photogram";

let removeChannel: () => void;
beforeAll(() => {
  removeChannel = addChannel(photogram);
});
afterAll(() => removeChannel());
afterEach(cleanup);
const actions = {} as Actions;

test("its icon and label stand on the row and in the thread", () => {
  const row = rowOf(1, { channel: "photogram" });
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
      <ThreadHeader detail={{ ...detail, row }} contextToggle={{ isOpen: false, toggle: () => {} }} />
    </ActionsContext>,
    {},
  );
  const icons = screen.getAllByRole("img", { name: "Photogram" });
  expect(icons.map((icon) => icon.classList.contains("lucide-camera"))).toEqual([true, true]);
  screen.getByText(/^Photogram · /);
});

test("its settings form is drawn from its fields", () => {
  renderInWorkspace(<ConnectionForm connection={null} onClose={() => {}} />, {});
  fireEvent.change(screen.getByLabelText("Channel"), { target: { value: "photogram" } });
  const types = ["Page number", "Access token", "App secret", "Verify token", "API address"].map(
    (label) => screen.getByLabelText<HTMLInputElement>(label).type,
  );
  expect(types).toEqual(["text", "password", "password", "password", "text"]);
});

function Blocked() {
  return (
    <p>{useExplain()({ reason: "mustWriteFirst", details: { channel: "in English", channelKind: "photogram" } })}</p>
  );
}

test("a refusal that is about it calls it what the screen calls it, whatever the server called it", () => {
  renderInWorkspace(<Blocked />, {});
  screen.getByText("The customer has to write by Photogram first.");
});
