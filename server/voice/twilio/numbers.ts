import { TWILIO } from "@/server/contract/constants";
import { checkPhoneSystem, type PhoneSystemCheck } from "../check-phone-system";
import type { TwilioVoiceApi } from "./api";

const EVERY_MS = 10_000;
const NUMBERS_MS = 5 * 60_000;

/** Asks on every node whether Twilio answers, and which numbers are the account's. */
export type TwilioCheck = PhoneSystemCheck & {
  /** Whether customers can be called with this number. */
  owns(number: string): boolean;
};

export function checkTwilio(api: Pick<TwilioVoiceApi, "ping" | "numbers">): TwilioCheck {
  let numbers: ReadonlySet<string> = new Set();
  let numbersAt = Number.NEGATIVE_INFINITY;
  const check = checkPhoneSystem(TWILIO, EVERY_MS, async () => {
    if (performance.now() - numbersAt < NUMBERS_MS) return api.ping();
    numbers = new Set(await api.numbers());
    numbersAt = performance.now();
  });
  return { ...check, owns: (number) => numbers.has(number) };
}
