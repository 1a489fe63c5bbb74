import type { Id } from "@/server/contract/ids";
import type { CallPrompt } from "@/server/contract/live-calls";
import type { MenuChoice } from "@/server/contract/menu-choices";
import {
  beginWalk,
  type CallMenu,
  hasLeft,
  type MenuExit,
  type MenuWalk,
  optionOf,
  type PlayedMenu,
  promptOf,
  TALK_KEY,
  walkOn,
} from "@/server/contract/menu-walk";
import type { SpokenStatus } from "@/server/contract/menus";
import { type Call, isInMenu } from "../call";
import { startPrompt } from "../prompt";
import { startVoicemail, type VoicemailOffer } from "../voicemail";

/* The rules of menus: each end of a prompt is one step, and every way through a menu ends at a person, a message, or hanging up. */

/** What the steps of a menu depend on. */
export type MenuFacts = {
  /** What can be said of the caller's latest order; null: a person helps. */
  status: SpokenStatus | null;
  /** The places of its options that take work now. */
  takesWork: ReadonlySet<Id>;
  /** How a message is taken; null where none can be. */
  voicemail: VoicemailOffer | null;
};
export const NOTHING_KNOWN: MenuFacts = { status: null, takesWork: new Set(), voicemail: null };

/** The customer hears the menu, and nobody is rung until they have left it. */
export function startMenu(call: Call, played: PlayedMenu, now: Date): void {
  call.queuedAt = null;
  enter(call, { played, walk: beginWalk(), choices: [], toldAt: null, leftAt: null }, now);
}

/** The customer has pressed a key, or none in time. A menu that was left is not entered again. */
export function menuPromptEnded(call: Call, key: string | null, facts: MenuFacts, now: Date): void {
  const { menu } = call;
  if (!menu || !isInMenu(call)) return;
  const { played, walk, choices } = menu;
  const step = walkOn(played, walk, key, facts.status);
  const choice = choiceOf(menu, key, step);
  const chosen = { ...menu, choices: choice ? [...choices, choice] : choices };
  if (hasLeft(step)) leave(call, chosen, step, facts, now);
  else enter(call, { ...chosen, walk: step }, now);
}

function enter(call: Call, menu: CallMenu, now: Date): void {
  const isTold = menu.walk.point.at === "status";
  call.menu = { ...menu, toldAt: menu.toldAt ?? (isTold ? now.toISOString() : null) };
  const prompt: Omit<CallPrompt, "id" | "at"> = { purpose: "menu", ...promptOf(menu.played, menu.walk) };
  startPrompt(call, prompt, now);
}

/** Whoever left the menu waits from now on. A place that takes no work any more is replaced by that of the number. */
function leave(call: Call, menu: CallMenu, exit: MenuExit, { takesWork, voicemail }: MenuFacts, now: Date): void {
  Object.assign(call, { menu: { ...menu, leftAt: now.toISOString() }, queuedAt: now });
  if (exit.to === "place" && exit.placeId !== null && takesWork.has(exit.placeId)) call.placeId = exit.placeId;
  if (exit.to === "voicemail" && voicemail) startVoicemail(call, voicemail, now, true);
}

function choiceOf({ played, walk }: CallMenu, key: string | null, step: MenuWalk | MenuExit): MenuChoice | null {
  if (walk.point.at === "status" && key === TALK_KEY) return { action: "talk", place: null, told: null };
  const option = optionOf(played, walk, key);
  if (!option) return null;
  const told = !hasLeft(step) && step.point.at === "status" ? step.point.status : null;
  return { action: option.action, place: option.place?.name ?? null, told };
}
