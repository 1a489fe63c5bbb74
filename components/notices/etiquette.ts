import type { PersonPreferences } from "@/server/contract/preferences";
import type { PresenceStatus } from "@/server/contract/team";
import type { Notice, NoticeKind } from "./notice";
import type { Shown } from "./sound";

type Choices = Pick<
  PersonPreferences,
  "soundWhen" | `${"message" | "assigned" | "offered" | "callback" | "mention" | "followed"}Sound`
>;

const SOUND_OF: Record<NoticeKind, Exclude<keyof Choices, "soundWhen">> = {
  message: "messageSound",
  assigned: "assignedSound",
  returned: "assignedSound",
  offered: "offeredSound",
  callback: "callbackSound",
  mention: "mentionSound",
  followed: "followedSound",
};

/** Whether the person wants a sound for this kind of notice at all. */
export const wantsSound = (kind: NoticeKind, choices: Choices): boolean => choices[SOUND_OF[kind]];

/** Statuses in which nothing makes a sound: on the line a sound would be in the call, and the others are absent. */
const SILENT: readonly PresenceStatus[] = ["on_call", "away", "break"];

/**
 * Whether a notice makes a sound (ux §1.4).
 * @param at what the tabs of this browser show, the person's status, and whether a call rings for them
 */
export function makesSound(
  { kind, conversationId }: Pick<Notice, "kind" | "conversationId">,
  choices: Choices,
  at: { shown: Shown; status: PresenceStatus; isCalled: boolean },
): boolean {
  if (!wantsSound(kind, choices) || at.isCalled || SILENT.includes(at.status)) return false;
  if (choices.soundWhen === "background") return !at.shown.isVisible;
  return choices.soundWhen === "always" || !at.shown.openIds.has(conversationId);
}
