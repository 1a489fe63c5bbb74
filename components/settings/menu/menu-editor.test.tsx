import { existsSync } from "node:fs";
import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { menus } from "@/messages/en/workspace/menus";
import type { Menu, MenuOption } from "@/server/contract/menus";
import type { SettingScope, SettingView } from "@/server/contract/setting";
import type { EndpointView } from "@/server/contract/settings";
import { Refused, renderInWorkspace } from "@/tests/workspace";
import { SettingEditor } from "../setting-editor";

const PINE = { id: "0193a000-0000-7000-8000-0000000000aa", kind: "store", name: "Pine Street" };
const CENTER = { id: "0193a000-0000-7000-8000-0000000000bb", kind: "team", name: "Contact center" };
const NUMBER = "0193a000-0000-7000-8000-0000000000cc";
const HERE: SettingScope = { kind: "place", placeId: PINE.id };
const option = (key: MenuOption["key"], action: MenuOption["action"], own: Partial<MenuOption> = {}): MenuOption => ({
  ...{ key, action, placeId: null, language: null, sound: null },
  ...own,
});
const MENU: Menu = {
  ...{ enabled: true, greeting: null, withoutMenu: [] },
  options: [option("1", "order_status"), option("2", "place", { placeId: CENTER.id })],
};
const endpoint = (id: string, address: string) => ({ id, address, addressLabel: address, label: "Main", place: PINE });

/** The recordings that were played, and the one that plays now. */
let played: string[];
let ends: () => void;
class FakeAudio extends EventTarget {
  src = "";
  play() {
    played.push(
      this.src.replace("/sounds/en/storeline-", "").replace("/sounds/es/storeline-", "es:").replace(".wav", ""),
    );
    ends = () => act(() => void this.dispatchEvent(new Event("ended")));
    return Promise.resolve();
  }
  pause() {}
}
beforeEach(() => {
  played = [];
  vi.stubGlobal("Audio", FakeAudio);
});
afterEach(() => vi.unstubAllGlobals());

function open(value: Menu = MENU, answers: Record<string, (input: never) => unknown> = {}) {
  const setting = {
    ...{ key: "calls.menu", editor: "menu", schema: {}, scopes: ["place"], own: { value }, changed: null },
    inherited: { value, origin: { kind: "default" } },
  } as unknown as SettingView;
  const save = vi.fn((_: { own: { value: Menu } }) => ({ version: 1 }));
  renderInWorkspace(<SettingEditor setting={setting} scope={HERE} onClose={() => {}} />, {
    "settings.save": save,
    "settings.endpoints": () =>
      [endpoint(NUMBER, "+12065550100"), endpoint("x", "chat")] satisfies Partial<EndpointView>[] as unknown[],
    "team.places": () => [PINE, CENTER],
    "team.placeNames": () => [PINE, CENTER],
    ...answers,
  });
  const saved = async () => {
    press("Save");
    await waitFor(() => expect(save).toHaveBeenCalled());
    return save.mock.lastCall?.[0].own.value;
  };
  return { save, saved };
}
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole("button", { name }));
const choose = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const describing = (label: string) =>
  screen
    .getByLabelText(label)
    .getAttribute("aria-describedby")
    ?.split(" ")
    .map((id) => document.getElementById(id)?.textContent);

describe("the editor", () => {
  test("adds, moves and removes options, each with the next free key", async () => {
    const { saved } = open();
    await screen.findByRole("option", { name: "Pine Street" });
    press("Add option");
    choose("What option 3 does", "voicemail");
    press("Move option 3 up");
    press("Remove option 1");
    expect((await saved())?.options).toEqual([option("3", "voicemail"), option("2", "place", { placeId: CENTER.id })]);
  });

  test("an option that does something else forgets where it led", async () => {
    const { saved } = open();
    choose("What option 2 does", "language");
    expect((await saved())?.options[1]).toEqual(option("2", "language", { language: "es" }));
  });

  test("a key that is used twice, and a missing location, are said beside their fields", async () => {
    const { save } = open();
    press("Add option");
    choose("Key of option 3", "1");
    press("Save");
    await screen.findByText("Another option has this key.");
    expect(describing("Key of option 3")).toEqual(["Another option has this key."]);
    expect(describing("Location of option 3")).toEqual(["Choose a location."]);
    expect(save).not.toHaveBeenCalled();
  });

  test("a menu that callers hear needs an option", async () => {
    open({ ...MENU, options: [] });
    press("Save");
    await screen.findByText("A menu needs at least one option. Add one, or turn the menu off.");
  });

  test("a location that takes no work is refused by the server beside its field", async () => {
    open(MENU, {
      "settings.save": () => {
        throw new Refused("invalid", "placeTakesNoWork", { path: "options.1.placeId" });
      },
    });
    press("Save");
    await screen.findByText("This location does not take conversations.");
    expect(describing("Location of option 2")).toEqual(["This location does not take conversations."]);
  });

  test("a number of the location can ring without the menu", async () => {
    const { saved } = open();
    const number = await screen.findByRole("checkbox", { name: /\+12065550100/ });
    expect(screen.getAllByRole("checkbox")).toHaveLength(2);
    fireEvent.click(number);
    expect((await saved())?.withoutMenu).toEqual([NUMBER]);
  });

  test("recordings of the retailer's own are saved by name, and an empty field is none", async () => {
    const { saved } = open({ ...MENU, greeting: "own/hello" });
    choose("Recording of option 2 (optional)", " own/center ");
    choose("Recording of your own greeting (optional)", " ");
    expect(await saved()).toMatchObject({ greeting: null, options: [{}, { sound: "own/center" }] });
  });
});

describe("the preview", () => {
  const hears = () => screen.getByRole("status", { name: "What the caller hears" }).textContent;
  /** Hears the prompt out. */
  const listen = (sounds: number) => {
    for (let n = 0; n < sounds; n++) ends();
  };
  const start = async (menu = MENU) => {
    open(menu);
    await screen.findByRole("option", { name: "Pine Street" });
    press("Play the menu");
  };
  const path = () => within(screen.getByRole("region", { name: "Preview" })).getAllByRole("listitem");

  test("plays what callers hear, one recording after the other, and waits for a key", async () => {
    await start();
    listen(5);
    expect(played).toEqual(["menu-welcome", "menu-order-status", "digit-1", "menu-contact-center", "digit-2"]);
    expect(hears()).toBe(
      "Thank you for calling. For the status of your order, press 1. To talk to our contact center, press 2.Waiting for a key …",
    );
  });

  test("a key leads on at once: the status, then a person", async () => {
    await start();
    press("1");
    expect(played.at(-1)).toBe("order-ready");
    press("1");
    expect(hears()).toBe("Rings the location of the number");
    expect(path().map(({ textContent }) => textContent)).toEqual([
      "Pressed 1: Say the status of their order",
      "Pressed 1: talk to somebody",
    ]);
  });

  test("without a status, somebody helps", async () => {
    await start();
    choose("The caller's latest order", "none");
    press("1");
    expect(hears()).toMatch(/^I cannot tell the status/);
    listen(1);
    await waitFor(() => expect(hears()).toBe("Rings the location of the number"));
  });

  test("a location rings, and wrong keys lead to the number's own", async () => {
    await start();
    press("2");
    expect(hears()).toBe("Rings Contact center");
    press("Play again");
    press("Star");
    expect(hears()).toMatch(/^Sorry, I did not get that\./);
    press("7");
    expect(hears()).toMatch(/Somebody will help you\.$/);
  });

  test("keys can be typed while the keypad has the focus", async () => {
    await start();
    fireEvent.keyDown(screen.getByRole("button", { name: "5" }), { key: "2" });
    expect(hears()).toBe("Rings Contact center");
  });

  test("a recording that only the phone system has is named in its place", async () => {
    await start({ ...MENU, greeting: "own/hello" });
    expect(hears()).toMatch(/^Your recording “own\/hello”, which is on your phone system For the status/);
    expect(played).toEqual(["menu-order-status"]);
  });

  test("a caller who chooses Spanish hears it from then on", async () => {
    await start({ ...MENU, options: [option("5", "language", { language: "es" }), ...MENU.options] });
    expect(played).toEqual(["menu-welcome"]);
    fireEvent.click(screen.getByRole("button", { name: "5" }));
    expect(played.at(-1)).toBe("es:menu-order-status");
  });

  test("plays what is entered, before it is saved", async () => {
    open();
    await screen.findByRole("option", { name: "Pine Street" });
    choose("What option 1 does", "voicemail");
    press("Play the menu");
    expect(hears()).toMatch(/^Thank you for calling\. To leave a message, press 1\./);
  });

  test("says that there is nothing to play", async () => {
    open({ ...MENU, options: [] });
    await screen.findByText(/^There is nothing to play/);
    expect(screen.queryByRole("button", { name: "Play the menu" })).toBeNull();
  });
});

test("everything that a menu says is among the recordings that Storeline brings along", () => {
  const missing = Object.keys(menus.said).filter((key) => !existsSync(`docs/asterisk/sounds/en/storeline-${key}.wav`));
  expect(missing).toEqual([]);
});
