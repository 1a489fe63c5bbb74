"use client";
import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { currentMs } from "@/components/ui/clock";
import type { Translate } from "@/components/ui/translate";
import { useFormatIn } from "@/components/ui/use-format";
import type { Explanation } from "@/server/contract/errors";
import { type Channels, useChannels } from "./channels";
import { type Refusal, refusalOf } from "./refusal";

type Details = Record<string, unknown>;

/** What a reason says of a channel or of a field of its settings, by the names that the reader's language has for them. */
function inWords(details: Details, channels: Channels): Details {
  const { channelKind, fieldName } = details;
  if (typeof channelKind !== "string") return details;
  const { account, fields } = channels.of(channelKind)?.messages ?? {};
  const field = typeof fieldName === "string" && (fields?.[fieldName] ?? account);
  return { ...details, channel: channels.labelOf(channelKind), ...(field && { field: field.label }) };
}

/** The time from when something is allowed, on the clock of the customer's place. */
function atPlace(details: Details, formatIn: ReturnType<typeof useFormatIn>): Details {
  const { allowedAt, timeZone } = details;
  if (typeof allowedAt !== "string" || typeof timeZone !== "string") return details;
  return { ...details, allowedAt: formatIn(timeZone).zonedMoment(allowedAt, currentMs()) };
}

/** The sentence of a refusal in the reader's language; for an unknown reason of a newer server, that of its kind. */
const refusalText = ({ code, reason, details }: Refusal, t: Translate<"errors">, channels: Channels): string =>
  t.has(reason) ? t(reason, inWords(details, channels) as never) : t(code);

export type Explain = (explanation: Explanation) => string;
/** @returns says in the reader's language why something cannot be done */
export function useExplain(): Explain {
  const t = useTranslations("errors");
  const formatIn = useFormatIn();
  const channels = useChannels();
  return useCallback(
    ({ reason, details = {} }) =>
      t.has(reason) ? t(reason, inWords(atPlace(details, formatIn), channels) as never) : t("invalid"),
    [t, formatIn, channels],
  );
}

/**
 * @returns what to say of a failed call: the server's reason, or `otherwise` when the call failed for another cause. The time
 *   from when something is allowed is on the clock of the customer's place, here as in `useExplain`.
 */
export function useErrorText(): (error: unknown, otherwise: string) => string {
  const t = useTranslations("errors");
  const formatIn = useFormatIn();
  const channels = useChannels();
  return useCallback(
    (error, otherwise) => {
      const refusal = refusalOf(error);
      if (!refusal) return otherwise;
      return refusalText({ ...refusal, details: atPlace(refusal.details, formatIn) }, t, channels);
    },
    [t, formatIn, channels],
  );
}
