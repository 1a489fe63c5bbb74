import type { Id, IsoTime } from "./ids";
import type { MenuChoice } from "./menu-choices";
import type { Menu, MenuLanguage, MenuOption, SpokenStatus } from "./menus";

/* How a caller goes through a menu, step by step. Calls and the preview in Settings take the same steps. No schemas. */

type MenuPlace = { id: Id; kind: "store" | "team"; name: string };
/** A menu as a call plays it to the end, whatever is changed in Settings meanwhile. */
export type PlayedMenu = { greeting: string | null; options: (MenuOption & { place: MenuPlace | null })[] };

/**
 * Where a caller is. `options`: hears the options; `status`: hears the status of their order, and may ask for a person; `leaving`: hears
 * that somebody will help, and is then rung through.
 */
export type MenuPoint =
  | { at: "options"; says: "greeting" | "try_again" | null }
  | { at: "status"; status: SpokenStatus }
  | { at: "leaving"; says: "no_status" | "somebody_helps" };
export type MenuWalk = {
  point: MenuPoint;
  /** Null: the language of the place. */
  language: MenuLanguage | null;
  /** Wrong keys, and times without a key. */
  misses: number;
  /** All prompts so far. A menu has an end, whatever is pressed. */
  prompts: number;
};
/** The menu of a call. It stays after the caller has left it, and so does the language that they chose. */
export type CallMenu = {
  played: PlayedMenu;
  walk: MenuWalk;
  choices: MenuChoice[];
  /** When the caller first began to hear the status of their order. */
  toldAt: IsoTime | null;
  /** Null while they are in the menu. */
  leftAt: IsoTime | null;
};
/** How a caller leaves a menu. `placeId: null`: to the place of the number. */
export type MenuExit = { to: "place"; placeId: Id | null } | { to: "voicemail" };
export type MenuPrompt = { sounds: string[]; keys: string; waitSeconds: number };

const MOST_MISSES = 2;
const MOST_PROMPTS = 20;
/** Every key, so that a wrong one is noticed. */
const ALL_KEYS = "0123456789*#";
/** The key with which a caller who has heard a status asks for a person. */
export const TALK_KEY = "1";
const OWN_PLACE: MenuExit = { to: "place", placeId: null };

/** The options whose places take work. A menu without any option is no menu. */
export function playedMenu({ greeting, options }: Menu, places: readonly MenuPlace[]): PlayedMenu | null {
  const placed = options.map((option) => ({
    ...option,
    place: places.find(({ id }) => id === option.placeId) ?? null,
  }));
  const played = placed.filter(({ action, place }) => action !== "place" || place !== null);
  return played.some(({ action }) => action !== "repeat") ? { greeting, options: played } : null;
}

export const beginWalk = (): MenuWalk => ({
  point: { at: "options", says: "greeting" },
  language: null,
  misses: 0,
  prompts: 1,
});

export const optionOf = ({ options }: PlayedMenu, { point }: MenuWalk, key: string | null) =>
  point.at === "options" ? (options.find((option) => option.key === key) ?? null) : null;

/**
 * The step after a prompt.
 * @param key null: no key was pressed in time
 * @param status what can be said of the caller's latest order; null: nothing
 */
export function walkOn(
  menu: PlayedMenu,
  walk: MenuWalk,
  key: string | null,
  status: SpokenStatus | null,
): MenuWalk | MenuExit {
  if (walk.point.at === "leaving") return OWN_PLACE;
  if (walk.prompts >= MOST_PROMPTS) return OWN_PLACE;
  if (walk.point.at === "status") return key === TALK_KEY ? OWN_PLACE : missed(walk);
  const option = optionOf(menu, walk, key);
  return option ? chosen(walk, option, status) : missed(walk);
}

export const hasLeft = (step: MenuWalk | MenuExit): step is MenuExit => "to" in step;

const next = (walk: MenuWalk, changed: Partial<MenuWalk>): MenuWalk => ({
  ...walk,
  prompts: walk.prompts + 1,
  ...changed,
});

function chosen(walk: MenuWalk, option: MenuOption, status: SpokenStatus | null): MenuWalk | MenuExit {
  switch (option.action) {
    case "place":
      return { to: "place", placeId: option.placeId };
    case "voicemail":
      return { to: "voicemail" };
    case "order_status":
      return status
        ? next(walk, { point: { at: "status", status }, misses: 0 })
        : next(walk, { point: { at: "leaving", says: "no_status" } });
    case "language":
      return next(walk, { point: { at: "options", says: null }, language: option.language });
    case "repeat":
      return next(walk, { point: { at: "options", says: null } });
  }
}

function missed(walk: MenuWalk): MenuWalk {
  const misses = walk.misses + 1;
  if (misses >= MOST_MISSES) return next(walk, { point: { at: "leaving", says: "somebody_helps" }, misses });
  const point: MenuPoint = walk.point.at === "status" ? walk.point : { at: "options", says: "try_again" };
  return next(walk, { point, misses });
}

/** The sounds that a caller hears at a point, and how long a key is waited for after them. */
export function promptOf(menu: PlayedMenu, { point, language }: MenuWalk): MenuPrompt {
  if (point.at === "leaving") return { sounds: [LEAVING[point.says]], keys: "", waitSeconds: 0 };
  if (point.at === "status")
    return { sounds: [STATUSES[point.status], "storeline-menu-talk-or-hang-up"], keys: ALL_KEYS, waitSeconds: 8 };
  const before = { greeting: menu.greeting ?? "storeline-menu-welcome", try_again: "storeline-menu-try-again" };
  const options = menu.options.filter((option) => option.action !== "language" || option.language !== language);
  return {
    sounds: [...(point.says ? [before[point.says]] : []), ...options.flatMap(soundsOf)],
    keys: ALL_KEYS,
    waitSeconds: 6,
  };
}

const LEAVING = { no_status: "storeline-menu-no-status", somebody_helps: "storeline-menu-somebody-helps" } as const;
const STATUSES: Record<SpokenStatus, string> = {
  preparing: "storeline-order-preparing",
  ready: "storeline-order-ready",
  on_its_way: "storeline-order-on-its-way",
  delivered: "storeline-order-delivered",
  canceled: "storeline-order-canceled",
};
const LANGUAGES: Record<MenuLanguage, string> = {
  en: "storeline-menu-english",
  es: "storeline-menu-spanish",
};

const soundsOf = (option: PlayedMenu["options"][number]): string[] => [
  option.sound ?? phraseOf(option),
  `storeline-digit-${option.key}`,
];

/** The sound that says what an option does, before its key. */
export function phraseOf({ action, language, place }: PlayedMenu["options"][number]): string {
  switch (action) {
    case "order_status":
      return "storeline-menu-order-status";
    case "place":
      return place?.kind === "team" ? "storeline-menu-contact-center" : "storeline-menu-store";
    case "language":
      return LANGUAGES[language ?? "en"];
    case "voicemail":
      return "storeline-menu-voicemail";
    case "repeat":
      return "storeline-menu-repeat";
  }
}
