import { phraseOf } from "@/server/contract/menu-walk";
import type { Call } from "@/server/domain/calls/call";
import type { CallLanguage } from "@/server/domain/calls/settings";
import { en, type Phrases, toPlace as toPlaceInEnglish } from "./phrases/en";
import { es, toPlace as toPlaceInSpanish } from "./phrases/es";

/* What customers hear is spoken by Twilio's voices, from our texts: no files, and both languages. */

type LanguageCode = "en-US" | "es-US";
const LANGUAGES: Record<CallLanguage, { code: LanguageCode; phrases: Phrases; toPlace(name: string): string }> = {
  en: { code: "en-US", phrases: en, toPlace: toPlaceInEnglish },
  es: { code: "es-US", phrases: es, toPlace: toPlaceInSpanish },
};
const DIGIT = /^storeline-digit-(\d)$/;

/** How Twilio names a language of ours. */
export const languageCode = (language: CallLanguage): LanguageCode => LANGUAGES[language].code;

/**
 * The sounds of a call as one text. Where a sound is a recording of the retailer's own, which Twilio does not have, our text takes its
 * place; the name of a store or a team can be spoken.
 */
export function spoken(call: Pick<Call, "menu">, sounds: readonly string[], language: CallLanguage): string {
  const parts = sounds.map((sound, at) => DIGIT.exec(sound)?.[1] ?? phraseFor(call, sound, sounds[at + 1], language));
  return parts.map((part, at) => (isSentenceEnd(part, parts[at + 1]) ? `${part}.` : part)).join(" ");
}

function phraseFor({ menu }: Pick<Call, "menu">, sound: string, next: string | undefined, language: CallLanguage) {
  const { phrases, toPlace } = LANGUAGES[language];
  const isOurs = (name: string): name is keyof Phrases => Object.hasOwn(phrases, name);
  if (isOurs(sound) && !TO_PLACES.includes(sound)) return phrases[sound];
  const key = DIGIT.exec(next ?? "")?.[1];
  const option = menu?.played.options.find((one) => one.key === key);
  if (option?.place) return toPlace(option.place.name);
  const known = option ? phraseOf(option) : sound;
  return phrases[isOurs(known) ? known : "storeline-menu-welcome"];
}
const TO_PLACES = ["storeline-menu-store", "storeline-menu-contact-center"];

/** A digit ends its sentence, unless the sentence goes on: "press 1." but "There are 2 callers before you." */
const isSentenceEnd = (part: string, next = ""): boolean => /^\d$/.test(part) && !/^\p{Ll}/u.test(next);
