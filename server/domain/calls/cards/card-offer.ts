import { type Explanation, explain } from "@/server/contract/errors";
import type { CardKeysProblem } from "@/server/contract/voice";
import type { Write } from "@/server/domain/command";
import type { Ctx } from "@/server/domain/context";
import type { Call } from "../call";
import { callLanguage, cardEntry } from "../settings";

const PROBLEMS = {
  unsupported: explain("cardEntryNotHere"),
  away: explain("phoneSystemAway"),
  sounds_missing: explain("cardSoundsMissing"),
  keys_logged: explain("phoneSystemLogsKeys"),
} satisfies Record<CardKeysProblem, Explanation>;

/** Whether cards may be entered by keypad where the call is. @returns why not; null when they may */
export async function cardsAllowed(
  { settings, canTakeCards }: Pick<Write, "settings" | "canTakeCards">,
  { placeId }: Pick<Call, "placeId">,
): Promise<Explanation | null> {
  if (!canTakeCards) return explain("noPaymentService");
  return (await settings.get(cardEntry, placeId)) ? null : explain("cardEntryOff");
}

/** Whether the customer of this call can enter a card. Asks the phone system. @returns why not; null when they can */
export async function cardKeysProblem(
  { voice, settings }: Pick<Ctx, "voice" | "settings">,
  { provider, placeId, menu }: Pick<Call, "provider" | "placeId" | "menu">,
): Promise<Explanation | null> {
  const language = menu?.walk.language ?? (await settings.get(callLanguage, placeId));
  const problem = await voice.cardKeysProblem(provider, language);
  return problem && PROBLEMS[problem];
}
