import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { PersonAccount } from "@/server/contract/team";
import { uuid } from "@/tests/cached";
import { renderInWorkspace } from "@/tests/workspace";
import { DisableDialog } from "./disable-dialog";

const ana: PersonAccount = {
  ...{ id: uuid(1), name: "Ana Ruiz", email: "ana@demo.example", role: "associate", placeIds: [], disabled: false },
  ...{ scopeAll: false, regions: [], hasPassword: true },
};
const queue = (n: number, name: string, conversations: number) => ({ place: { id: uuid(n), name }, conversations });

test("disabling first says how many conversations return to which queue, and how many transfers end", async () => {
  const asked: unknown[] = [];
  const onClose = vi.fn();
  renderInWorkspace(<DisableDialog person={ana} onClose={onClose} />, {
    "team.disableEffects": () => ({ queues: [queue(2, "Harbor", 1), queue(3, "Pine Street", 12)], offers: 2 }),
    "team.setDisabled": (input) => {
      asked.push(input);
      return { conversations: 13, offers: 2 };
    },
  });
  await screen.findByText("13 unfinished conversations return to their queues:");
  expect(screen.getAllByRole("listitem").map((item) => item.textContent)).toEqual(["Harbor1", "Pine Street12"]);
  screen.getByText("2 pending transfers are canceled.");
  expect(asked).toEqual([]);
  fireEvent.click(screen.getByRole("button", { name: "Disable Ana Ruiz" }));
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(asked).toEqual([{ userId: ana.id, disabled: true }]);
});

test("the dialog says when nothing returns, and when the effects could not be counted", async () => {
  const { unmount } = renderInWorkspace(<DisableDialog person={ana} onClose={() => {}} />, {
    "team.disableEffects": () => ({ queues: [], offers: 0 }),
  });
  await screen.findByText("Nothing is assigned to them now.");
  unmount();
  renderInWorkspace(<DisableDialog person={ana} onClose={() => {}} />, {});
  await screen.findByText(/could not be counted/);
  screen.getByRole("button", { name: "Count again" });
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Disable Ana Ruiz" }).disabled).toBe(false);
});

test("enabling says that conversations stay where they are", async () => {
  const asked: unknown[] = [];
  renderInWorkspace(<DisableDialog person={{ ...ana, disabled: true }} onClose={() => {}} />, {
    "team.setDisabled": (input) => {
      asked.push(input);
      return { conversations: 0, offers: 0 };
    },
  });
  screen.getByText(/Conversations that were returned to their queues stay there/);
  fireEvent.click(screen.getByRole("button", { name: "Enable Ana Ruiz" }));
  await waitFor(() => expect(asked).toEqual([{ userId: ana.id, disabled: false }]));
});
