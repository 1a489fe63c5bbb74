import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { PersonAccount, Place } from "@/server/contract/team";
import { uuid } from "@/tests/cached";
import { Refused, renderInWorkspace } from "@/tests/workspace";
import { PersonForm } from "./person-form";

const place = (n: number, kind: Place["kind"], name: string): Place => ({
  ...{ id: uuid(n), kind, name, code: name, region: "West", timeZone: "America/Los_Angeles" },
});
const places = [place(1, "store", "Pine Street"), place(2, "store", "Harbor"), place(3, "team", "Contact center")];
const ben: PersonAccount = {
  ...{ id: uuid(9), name: "Ben", email: "ben@shop.example", role: "associate", disabled: false, hasPassword: true },
  ...{ scopeAll: false, placeIds: [uuid(2)], regions: ["West"] },
};

function show(person: PersonAccount | null, refused?: Refused) {
  const sent: unknown[] = [];
  const onClose = vi.fn();
  renderInWorkspace(<PersonForm person={person} places={places} onClose={onClose} />, {
    "team.savePerson": (input) => {
      sent.push(input);
      if (refused) throw refused;
    },
  });
  return { sent, onClose };
}
const box = (name: string) => screen.getByRole<HTMLInputElement>("checkbox", { name });
const enter = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const save = () => fireEvent.click(screen.getByRole("button", { name: "Save" }));

test("a person is saved with the locations that are ticked, also after all locations was ticked and unticked", async () => {
  const { sent, onClose } = show(ben);
  expect([box("Pine Street").checked, box("Harbor").checked, box("West").checked]).toEqual([false, true, true]);
  fireEvent.click(box("Contact center"));
  fireEvent.click(box("West"));
  fireEvent.click(box("All locations"));
  expect(screen.queryByRole("checkbox", { name: "Harbor" })).toBeNull();
  fireEvent.click(box("All locations"));
  expect([box("Harbor").checked, box("Contact center").checked, box("West").checked]).toEqual([true, true, false]);
  save();
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(sent).toMatchObject([{ userId: ben.id, role: "associate", scopeAll: false, regions: [] }]);
  expect((sent[0] as { placeIds: string[] }).placeIds.sort()).toEqual([uuid(2), uuid(3)]);
});

test("a new person without a password is saved without one", async () => {
  const { sent, onClose } = show(null);
  enter("Name", "Zoe");
  enter("E-mail", "zoe@shop.example");
  enter("Role", "agent");
  save();
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  const scope = { scopeAll: false, placeIds: [], regions: [] };
  expect(sent).toEqual([{ email: "zoe@shop.example", name: "Zoe", role: "agent", ...scope }]);
});

test("an e-mail that belongs to somebody else is refused at its field, and entered values stay", async () => {
  const { onClose } = show(ben, new Refused("conflict", "emailTaken"));
  enter("E-mail", "ana@shop.example");
  save();
  const email = screen.getByLabelText("E-mail").parentElement as HTMLElement;
  await within(email).findByText("Another account has this e-mail address.");
  expect(document.activeElement).toBe(screen.getByLabelText("E-mail"));
  expect(screen.getByLabelText<HTMLInputElement>("Name").value).toBe("Ben");
  expect(onClose).not.toHaveBeenCalled();
});
