"use client";
import { useLocale, useTranslations } from "next-intl";
import { useCallback } from "react";
import { currentMs } from "@/components/ui/clock";
import { formatsFor, regionalVariety } from "@/components/ui/format";
import type { Translate } from "@/components/ui/translate";
import { formatWith } from "@/components/ui/use-format";
import type { Explanation } from "@/server/contract/errors";
import { type Refusal, refusalOf } from "./refusal";

/** Why something cannot be done, in the reader's language. */
export function explanationText({ reason, details = {} }: Explanation, t: Translate<"errors">): string {
  return t.has(reason) ? t(reason, details as never) : t("invalid");
}

/** The sentence of a refusal in the reader's language; for an unknown reason of a newer server, that of its kind. */
export function refusalText({ code, reason, details }: Refusal, t: Translate<"errors">): string {
  return t.has(reason) ? t(reason, details as never) : t(code);
}

/**
 * @returns what to say of a failed call: the server's reason, or `otherwise` when the call failed for another cause. The time
 *   from when something is allowed is on the clock of the customer's place.
 */
export function useErrorText(): (error: unknown, otherwise: string) => string {
  const t = useTranslations("errors");
  const words = useTranslations("ui");
  const locale = useLocale();
  return useCallback(
    (error, otherwise) => {
      const refusal = refusalOf(error);
      if (!refusal) return otherwise;
      const { allowedAt, timeZone } = refusal.details;
      if (typeof allowedAt !== "string" || typeof timeZone !== "string") return refusalText(refusal, t);
      const format = formatWith(formatsFor(regionalVariety(locale), timeZone), words);
      const details = { ...refusal.details, allowedAt: format.zonedMoment(allowedAt, currentMs()) };
      return refusalText({ ...refusal, details }, t);
    },
    [t, words, locale],
  );
}
