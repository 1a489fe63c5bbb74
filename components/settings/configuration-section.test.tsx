import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { z } from "zod";
import type { Json, SettingView } from "@/server/contract/setting";
import { SETTINGS } from "@/server/domain/configuration/registry";
import { Refused, renderInWorkspace } from "@/tests/workspace";
import { ConfigurationSection } from "./configuration-section";

const PLACE = { id: "0193a000-0000-7000-8000-0000000000aa", name: "Pine Street", region: "Coast" };
const views = (own: Record<string, Json> = {}): SettingView[] =>
  SETTINGS.map((setting) => ({
    key: setting.key,
    editor: setting.editor,
    schema: z.toJSONSchema(setting.schema, { io: "input", unrepresentable: "any" }) as SettingView["schema"],
    scopes: setting.scopes,
    own: setting.key in own ? { value: own[setting.key] as Json } : null,
    inherited: { value: setting.default as Json, origin: { kind: "default" } },
    changed:
      setting.key in own ? { version: 3, by: { id: "x", name: "Bo Admin" }, at: "2026-11-20T10:00:00.000Z" } : null,
  }));
const open = (answers: Record<string, (input: never) => unknown> = {}) =>
  renderInWorkspace(<ConfigurationSection />, {
    "settings.list": () => views({ "conversations.reopen_window": 24 }),
    "team.places": () => [PLACE],
    ...answers,
  });

test("every registered setting has its texts and can be opened and edited by keyboard", async () => {
  open();
  await screen.findByText("Reopening window");
  for (const setting of SETTINGS) {
    const [edit] = screen.getAllByRole("button", { name: /^Edit: / }).splice(SETTINGS.indexOf(setting), 1);
    fireEvent.click(edit as HTMLElement);
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByRole("button", { name: "Save" })).toBeTruthy();
    // A text missing in the catalog would show as its key.
    expect(document.body.textContent).not.toContain("configuration.");
    fireEvent.click(dialog.getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  }
});

test("a card shows the current value, where it comes from and who set it", async () => {
  open();
  await screen.findByText("24 hours");
  screen.getByText(/^Set here · Changed by Bo Admin on/);
  expect(screen.getAllByText("Default").length).toBe(SETTINGS.length - 1);
});

test("the settings of a place are fetched when it is selected", async () => {
  const list = vi.fn(() => views());
  open({ "settings.list": list });
  await screen.findByRole("option", { name: "Coast" });
  fireEvent.change(screen.getByLabelText("Settings of"), { target: { value: `place ${PLACE.id}` } });
  await waitFor(() => expect(list).toHaveBeenLastCalledWith({ scope: { kind: "place", placeId: PLACE.id } }));
});

test("a value that a colleague saved meanwhile is shown first; then mine can be saved", async () => {
  const save = vi.fn((input: { expectedVersion: number }) => {
    if (input.expectedVersion === 4) return { version: 5 };
    throw new Refused("conflict", "conflict", {
      current: { version: 4, own: { value: 36 }, by: { id: "y", name: "Cy" }, at: "2026-11-21T10:00:00.000Z" },
    });
  });
  open({ "settings.save": save });
  fireEvent.click(await screen.findByRole("button", { name: "Edit: Reopening window" }));
  fireEvent.change(screen.getByLabelText("Reopening window"), { target: { value: "48" } });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByText("Cy saved: 36 hours");
  expect((screen.getByLabelText("Reopening window") as HTMLInputElement).value).toBe("48");
  fireEvent.click(screen.getByRole("button", { name: "Save mine instead" }));
  await waitFor(() =>
    expect(save).toHaveBeenLastCalledWith(expect.objectContaining({ own: { value: 48 }, expectedVersion: 4 })),
  );
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("a refused value shows the reason beside its field, and stays", async () => {
  const issues = [{ path: ["lateAfterMinutes"], message: "A customer must be late after the warning, not before." }];
  open({
    "settings.save": () => {
      throw new Refused("invalid", "invalid", { issues });
    },
  });
  fireEvent.click(await screen.findByRole("button", { name: "Edit: Late answers" }));
  fireEvent.change(screen.getByLabelText("Late after (minutes)"), { target: { value: "5" } });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  expect((await screen.findAllByText(/must be late after the warning/)).length).toBeGreaterThan(0);
  expect((screen.getByLabelText("Late after (minutes)") as HTMLInputElement).value).toBe("5");
});

test("an earlier version is restored from the history", async () => {
  const restore = vi.fn(() => ({ version: 4 }));
  const version = (n: number, value: number) => ({
    ...{ version: n, own: { value }, by: { id: "x", name: "Bo Admin" }, at: "2026-11-20T10:00:00.000Z" },
    restoredFrom: null,
  });
  open({ "settings.history": () => [version(3, 24), version(2, 12)], "settings.restore": restore });
  fireEvent.click(await screen.findByRole("button", { name: "History: Reopening window" }));
  fireEvent.click(await screen.findByRole("button", { name: "Restore version 2" }));
  const scope = { kind: "organization" };
  await waitFor(() =>
    expect(restore).toHaveBeenCalledWith({ key: "conversations.reopen_window", scope, version: 2, expectedVersion: 3 }),
  );
});
