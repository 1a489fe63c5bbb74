import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { WEEKDAYS } from "@/server/contract/hours";
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

/** What a screen reader says about a field. */
const describing = (field: HTMLElement) =>
  field
    .getAttribute("aria-describedby")
    ?.split(" ")
    .map((id) => document.getElementById(id)?.textContent);

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

test("an overflow location that takes no conversations any more shows its name, what is wrong, and stays chosen", async () => {
  const warehouse = { id: "0193a000-0000-7000-8000-0000000000bb", name: "Warehouse" };
  open({
    "settings.list": () => views({ "calls.overflow_place": warehouse.id }),
    "team.placeNames": () => [PLACE, warehouse],
  });
  await screen.findByText("Warehouse (takes no conversations)");
  screen.getByText(/^Warehouse no longer takes conversations.*Choose another location\.$/);
  fireEvent.click(screen.getByRole("button", { name: "Edit: Overflow location" }));
  const field = await screen.findByLabelText<HTMLSelectElement>("Overflow location");
  await waitFor(() => expect(field.selectedOptions[0]?.textContent).toBe("Warehouse (takes no conversations)"));
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
  open({
    "settings.save": () => {
      throw new Refused("invalid", "lateBeforeWarning", { path: "lateAfterMinutes" });
    },
  });
  fireEvent.click(await screen.findByRole("button", { name: "Edit: Late answers" }));
  fireEvent.change(screen.getByLabelText("Late after (minutes)"), { target: { value: "5" } });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByText("Enter a longer time than for the warning.");
  const field = screen.getByLabelText<HTMLInputElement>("Late after (minutes)");
  expect(field.value).toBe("5");
  expect(describing(field)).toEqual(["Enter a longer time than for the warning."]);
  expect(document.activeElement).toBe(field);
});

describe("opening hours", () => {
  const WEEK = Object.fromEntries(WEEKDAYS.map((day) => [day, [{ from: "09:00", to: "24:00" }]]));
  const edit = async (value: Json = { kind: "weekly", days: WEEK as Json }) => {
    const save = vi.fn((_: { own: { value: unknown } }) => ({ version: 4 }));
    open({ "settings.list": () => views({ "hours.opening_hours": value }), "settings.save": save });
    fireEvent.click(await screen.findByRole("button", { name: "Edit: Opening hours" }));
    return async () => {
      fireEvent.click(screen.getByRole("button", { name: "Save" }));
      await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
      return save.mock.lastCall?.[0].own.value;
    };
  };
  const time = (label: string) => screen.getByLabelText<HTMLInputElement>(label);
  const enter = (label: string, value: string) => fireEvent.change(time(label), { target: { value } });
  const press = (name: string) => fireEvent.click(screen.getByRole("button", { name }));

  test("a day has several periods, and 00:00 as an end is midnight", async () => {
    const saved = await edit();
    expect(time("Monday, period 1, to").value).toBe("00:00");
    enter("Monday, period 1, to", "12:00");
    press("Add a period on Monday");
    enter("Monday, period 2, from", "13:30");
    enter("Monday, period 2, to", "00:00");
    press("Remove Sunday, period 1");
    press("Copy Monday to Tuesday–Friday");
    const monday = [
      { from: "09:00", to: "12:00" },
      { from: "13:30", to: "24:00" },
    ];
    expect(await saved()).toEqual({
      kind: "weekly",
      days: { ...WEEK, monday, tuesday: monday, wednesday: monday, thursday: monday, friday: monday, sunday: [] },
    });
  });

  test("periods that overlap, end too early or are empty say so beside them, and what was entered stays", async () => {
    const saved = await edit();
    enter("Monday, period 1, to", "08:00");
    enter("Tuesday, period 1, from", "");
    enter("Wednesday, period 1, to", "12:00");
    press("Add a period on Wednesday");
    enter("Wednesday, period 2, from", "11:00");
    press("Save");
    await screen.findByText("A period must end after it starts.");
    expect(describing(time("Monday, period 1, to"))).toEqual(["A period must end after it starts."]);
    expect(describing(time("Tuesday, period 1, from"))).toEqual(["Enter a time, for example 09:00."]);
    screen.getByText("Periods must be in order and must not overlap.");
    expect(time("Monday, period 1, to").value).toBe("08:00");
    // Either end can be put right.
    enter("Monday, period 1, from", "07:00");
    enter("Tuesday, period 1, from", "09:00");
    enter("Wednesday, period 2, from", "12:00");
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
    expect(await saved()).toMatchObject({ days: { monday: [{ from: "07:00", to: "08:00" }] } });
  });

  test("a look at the other choice keeps the week that was entered; around the clock is saved without it", async () => {
    const saved = await edit();
    enter("Monday, period 1, from", "10:15");
    fireEvent.click(screen.getByRole("radio", { name: "Around the clock" }));
    expect(screen.queryByLabelText("Monday, period 1, from")).toBeNull();
    fireEvent.click(screen.getByRole("radio", { name: "Weekly hours" }));
    expect(time("Monday, period 1, from").value).toBe("10:15");
    fireEvent.click(screen.getByRole("radio", { name: "Around the clock" }));
    expect(await saved()).toEqual({ kind: "always" });
  });

  test("a day off needs a first day and may have a last one, not before the first", async () => {
    const save = vi.fn((_: { own: { value: unknown } }) => ({ version: 4 }));
    open({ "settings.save": save });
    fireEvent.click(await screen.findByRole("button", { name: "Edit: Holidays" }));
    press("Add day");
    enter("Name", "Inventory");
    enter("First day", "2026-12-24");
    enter("Last day (optional)", "2026-12-23");
    press("Save");
    await screen.findByText("The last day must not be before the first day.");
    enter("First day", "2026-12-23");
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
    enter("Last day (optional)", "");
    press("Add a period on Inventory");
    press("Save");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(save.mock.lastCall?.[0].own.value).toEqual([
      { date: "2026-12-23", label: "Inventory", everyYear: false, periods: [{ from: "09:00", to: "18:00" }] },
    ]);
  });
});

test("a number outside of its limits is refused beside its field, before anything is sent", async () => {
  const save = vi.fn();
  open({ "settings.save": save });
  fireEvent.click(await screen.findByRole("button", { name: "Edit: Late answers" }));
  const field = screen.getByLabelText<HTMLInputElement>("Late after (minutes)");
  for (const [value, text] of [
    ["0", "Enter 1 or more."],
    ["10081", "Enter 10,080 or less."],
    ["2.5", "Enter a whole number."],
    ["", "Fill in this field."],
  ] as const) {
    fireEvent.change(field, { target: { value } });
    fireEvent.click(screen.getByRole("button", { name: "Save" }));
    await screen.findByText(text);
    expect(describing(field)).toEqual([text]);
  }
  expect(save).not.toHaveBeenCalled();
});

test("a value that could not be dropped says why beside its setting", async () => {
  open({
    "settings.save": () => {
      throw new Refused("conflict");
    },
  });
  fireEvent.click(await screen.findByRole("button", { name: "Use the inherited value" }));
  await screen.findByText("It changed since you last saw it.");
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
