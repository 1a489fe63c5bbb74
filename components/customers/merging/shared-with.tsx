"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { useErrorText } from "@/components/client/use-error-text";
import { Button } from "@/components/ui/button";
import { toastError, toastInfo } from "@/components/ui/toast";
import type { CustomerContext } from "@/server/contract/customers";
import { AT_ONCE } from "./merge-props";

type Props = { conversationId: string; sharedWith: CustomerContext["sharedWith"] };

/** Who else has the number or address of this conversation, to choose whom it is with. Nothing when nobody has. */
export function SharedWith({ conversationId, sharedWith }: Props) {
  const t = useTranslations("merging");
  const me = useMe();
  const errorText = useErrorText();
  const { mutate, isPending } = useMutation(
    useTRPC().customers.choose.mutationOptions({
      ...AT_ONCE,
      onError: (error) => toastError(errorText(error, t("chooseFailed"))),
    }),
  );
  if (sharedWith.length === 0 || !me.can.seePersonalData) return null;
  return (
    <div className="flex flex-col gap-1.5 text-sm">
      <p>{t("shared", { count: sharedWith.length })}</p>
      <ul aria-label={t("sharers")} className="flex flex-wrap gap-2">
        {sharedWith.map(({ id, name }) => (
          <li key={id}>
            <Button
              disabled={isPending}
              onClick={() =>
                mutate({ conversationId, customerId: id }, { onSuccess: () => toastInfo(t("chosen", { name })) })
              }
            >
              {t("choose", { name })}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
