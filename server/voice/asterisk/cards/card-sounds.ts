import type { CardOutcome } from "@/server/contract/card-entries";
import type { Ari } from "../ari";
import type { Question } from "./card-keypad";

const PROBLEM = { invalid: "storeline-card-invalid", nothing_entered: "storeline-card-nothing" } as const;
const FIELD = {
  number: "storeline-card-number",
  expiry: "storeline-card-expiry",
  code: "storeline-card-code",
} as const;
const BACK = "storeline-card-back";
const TAKEN = "storeline-card-taken";
const NOT_TAKEN = "storeline-card-not-taken";

/** What a customer hears while the payment service is asked. */
export const SENDING_SOUNDS = ["storeline-card-moment"];
export const questionSounds = ({ field, problem }: Question): string[] => [
  ...(problem ? [PROBLEM[problem]] : []),
  FIELD[field],
];
/** What they hear before they come back. Nobody says what nobody knows. */
export function closingSounds(outcome: CardOutcome | undefined): string[] {
  if (outcome === undefined || outcome === "unknown") return [BACK];
  return [outcome === "taken" ? TAKEN : NOT_TAKEN, BACK];
}

/** All of them, in one language: a customer must not be left in silence in the middle. */
export const CARD_SOUNDS = [
  ...Object.values(FIELD),
  ...Object.values(PROBLEM),
  ...[...SENDING_SOUNDS, TAKEN, NOT_TAKEN, BACK],
];

type LogChannel = { status: string; configuration: string };

/** Whether Asterisk writes each key that is pressed into one of its logs. */
export async function logsKeys(ari: Ari): Promise<boolean> {
  const channels = await ari.get<LogChannel[]>("asterisk/logging");
  return channels.some(({ status, configuration }) => status === "Enabled" && /\bDTMF\b|\*/i.test(configuration));
}
