import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  beginWalk,
  hasLeft,
  type MenuExit,
  type MenuWalk,
  type PlayedMenu,
  playedMenu,
  promptOf,
  walkOn,
} from "./menu-walk";
import { MENU_ACTIONS, MENU_KEYS, Menu, type MenuOption } from "./menus";

const HARBOR = { id: "0193a000-0000-7000-8000-0000000000aa", kind: "store" as const, name: "Harbor" };
const CENTER = { id: "0193a000-0000-7000-8000-0000000000bb", kind: "team" as const, name: "Contact center" };
const GONE = "0193a000-0000-7000-8000-0000000000cc";
const option = (key: MenuOption["key"], action: MenuOption["action"], own: Partial<MenuOption> = {}): MenuOption => ({
  ...{ key, action, placeId: null, language: null, sound: null },
  ...own,
});
const OPTIONS = [
  option("1", "order_status"),
  option("2", "place", { placeId: HARBOR.id }),
  option("3", "place", { placeId: CENTER.id }),
  option("4", "voicemail"),
  option("5", "language", { language: "es" }),
  option("9", "repeat"),
];
const menuOf = (options: readonly MenuOption[]): Menu => ({
  ...{ enabled: true, greeting: null, withoutMenu: [], options: [...options] },
});
const MENU = playedMenu(menuOf(OPTIONS), [HARBOR, CENTER]) as PlayedMenu;

/** Presses one key after the other; null: waits in vain. */
function press(keys: readonly (string | null)[], status: "ready" | null = "ready", menu = MENU): MenuWalk | MenuExit {
  let step: MenuWalk | MenuExit = beginWalk();
  for (const key of keys) if (!hasLeft(step)) step = walkOn(menu, step, key, status);
  return step;
}
const pointAfter = (...keys: (string | null)[]) => {
  const step = press(keys);
  return hasLeft(step) ? step : step.point;
};
const OWN_PLACE = { to: "place", placeId: null };

test("a caller hears the greeting, and then each option with its key", () => {
  expect(promptOf(MENU, beginWalk())).toEqual({
    sounds: [
      "storeline-menu-welcome",
      ...["storeline-menu-order-status", "storeline-digit-1"],
      ...["storeline-menu-store", "storeline-digit-2"],
      ...["storeline-menu-contact-center", "storeline-digit-3"],
      ...["storeline-menu-voicemail", "storeline-digit-4"],
      ...["storeline-menu-spanish", "storeline-digit-5"],
      ...["storeline-menu-repeat", "storeline-digit-9"],
    ],
    keys: "0123456789*#",
    waitSeconds: 6,
  });
});

test("the retailer's recordings play in place of the greeting and of the phrase before a key", () => {
  const own = option("1", "place", { placeId: HARBOR.id, sound: "own/harbor" });
  const menu = playedMenu({ ...menuOf([own]), greeting: "own/hello" }, [HARBOR]) as PlayedMenu;
  expect(promptOf(menu, beginWalk()).sounds).toEqual(["own/hello", "own/harbor", "storeline-digit-1"]);
});

describe("what a key does", () => {
  test("a place rings", () => {
    expect(pointAfter("2")).toEqual({ to: "place", placeId: HARBOR.id });
  });
  test("a message is taken", () => expect(pointAfter("4")).toEqual({ to: "voicemail" }));
  test("the options are said again without the greeting", () => {
    expect(pointAfter("9")).toEqual({ at: "options", says: null });
  });
  test("another language is spoken from then on, and is no option any more", () => {
    const step = press(["5"]) as MenuWalk;
    expect([step.language, step.point]).toEqual(["es", { at: "options", says: null }]);
    expect(promptOf(MENU, step).sounds).not.toContain("storeline-menu-spanish");
    expect((press(["5", "1"]) as MenuWalk).language).toBe("es");
  });
  test("the status of an order is said, and then 1 asks for a person at the place of the number", () => {
    expect(pointAfter("1")).toEqual({ at: "status", status: "ready" });
    expect(promptOf(MENU, press(["1"]) as MenuWalk).sounds).toEqual([
      "storeline-order-ready",
      "storeline-menu-talk-or-hang-up",
    ]);
    expect(pointAfter("1", "1")).toEqual(OWN_PLACE);
  });
  test("without a status that can be said, somebody helps", () => {
    const step = press(["1"], null) as MenuWalk;
    expect(promptOf(MENU, step)).toEqual({ sounds: ["storeline-menu-no-status"], keys: "", waitSeconds: 0 });
    expect(walkOn(MENU, step, null, null)).toEqual(OWN_PLACE);
  });
});

describe("no caller is stranded", () => {
  const misses: [string, (string | null)[]][] = [
    ["two wrong keys", ["8", "#"]],
    ["no key twice", [null, null]],
    ["no key and a wrong one", [null, "0"]],
    ["two wrong keys after a status", ["1", "5", "7"]],
    ["no key twice after a status", ["1", null, null]],
  ];
  test.each(misses)("%s lead to the place of the number", (_, keys) => {
    expect(pointAfter(...keys)).toEqual({ at: "leaving", says: "somebody_helps" });
    expect(pointAfter(...keys, null)).toEqual(OWN_PLACE);
  });
  test("after one wrong key the options are said again", () => {
    expect(pointAfter("8")).toEqual({ at: "options", says: "try_again" });
    expect(pointAfter("8", "2")).toEqual({ to: "place", placeId: HARBOR.id });
  });
  test("a place that takes no work is no option, and its key a wrong one", () => {
    const menu = playedMenu(menuOf([...OPTIONS.slice(0, 1), option("2", "place", { placeId: GONE })]), [HARBOR]);
    expect(menu?.options.map(({ key }) => key)).toEqual(["1"]);
    expect(press(["2"], "ready", menu as PlayedMenu)).toMatchObject({ point: { at: "options", says: "try_again" } });
  });
  test("a menu with nothing to choose is none", () => {
    expect(playedMenu(menuOf([]), [])).toBeNull();
    expect(playedMenu(menuOf([option("2", "place", { placeId: GONE }), option("9", "repeat")]), [HARBOR])).toBeNull();
  });
  test("whatever is pressed, a menu is left", () => {
    const key = fc.constantFrom(..."0123456789*#", null);
    const options = fc.uniqueArray(
      fc.record({ key: fc.constantFrom(...MENU_KEYS), action: fc.constantFrom(...MENU_ACTIONS) }),
      { selector: ({ key: own }) => own, maxLength: 9 },
    );
    fc.assert(
      fc.property(options, fc.array(key, { minLength: 25, maxLength: 25 }), fc.boolean(), (made, keys, isKnown) => {
        const all = made.map((own) => option(own.key, own.action, { placeId: HARBOR.id, language: "es" }));
        const menu = playedMenu(menuOf(all), [HARBOR]);
        if (menu) expect(hasLeft(press(keys, isKnown ? "ready" : null, menu))).toBe(true);
      }),
    );
  });
});

describe("a menu that is saved", () => {
  const issuesOf = (menu: unknown) => {
    const { error } = Menu.safeParse(menu);
    return error?.issues.map(({ path, message }) => [path.join("."), message]);
  };
  test("fits with up to nine options", () => {
    const all = MENU_KEYS.map((key) => option(key, "repeat"));
    expect(issuesOf(menuOf(all))).toBeUndefined();
    expect(issuesOf(menuOf([...all, option("1", "repeat")]))?.map(([path]) => path)).toContain("options");
  });
  test("has each key once", () => {
    expect(issuesOf(menuOf([option("1", "voicemail"), option("1", "repeat")]))).toEqual([
      ["options.1.key", "menuKeyTwice"],
    ]);
  });
  test("says which place and which language", () => {
    expect(issuesOf(menuOf([option("1", "place"), option("2", "language")]))).toEqual([
      ["options.0.placeId", "menuPlace"],
      ["options.1.language", "menuLanguage"],
    ]);
  });
  test("has an option unless it is off", () => {
    expect(issuesOf(menuOf([]))).toEqual([["options", "menuEmpty"]]);
    expect(issuesOf({ ...menuOf([]), enabled: false })).toBeUndefined();
  });
  test.each(["../secret", "a,b", "http://x", "own/", ""])("names no sound %s", (greeting) => {
    expect(issuesOf({ ...menuOf(OPTIONS), greeting })).toEqual([["greeting", "notASound"]]);
  });
});
