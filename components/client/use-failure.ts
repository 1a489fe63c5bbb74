"use client";
import type { Failure } from "@/components/ui/form";
import type { ErrorReason } from "@/server/contract/errors";
import { refusalOf } from "./refusal";
import { useErrorText } from "./use-error-text";

/**
 * Converts the error of a submitted form to a sentence and its field.
 * @param otherwise the sentence for other causes than a refusal
 * @param fields the field that each reason is about; other reasons are about the whole form
 */
export function useFailure<Name extends string>(
  otherwise: string,
  fields: Partial<Record<ErrorReason, Name>> = {},
): (error: unknown) => Failure<Name> {
  const text = useErrorText();
  return (error) => {
    const refusal = refusalOf(error);
    return { message: text(error, otherwise), field: refusal ? fields[refusal.reason] : undefined };
  };
}
