"use client";
import { useTranslations } from "next-intl";
import { useCallback } from "react";
import type { Translate } from "@/components/ui/translate";
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

/** @returns a function that gives the sentence for a failed call: the server's reason, or `otherwise` for another cause */
export function useErrorText(): (error: unknown, otherwise: string) => string {
  const t = useTranslations("errors");
  return useCallback(
    (error, otherwise) => {
      const refusal = refusalOf(error);
      return refusal ? refusalText(refusal, t) : otherwise;
    },
    [t],
  );
}
