"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { useErrorText } from "@/components/client/use-error-text";
import { Button } from "@/components/ui/button";
import { lazyComponent } from "@/components/ui/lazy";
import { useNow } from "@/components/ui/time";
import { toastError, toastInfo } from "@/components/ui/toast";
import { useFormat } from "@/components/ui/use-format";
import { WaitingDialog } from "@/components/ui/waiting-dialog";
import type { CustomerMergeView } from "@/server/contract/customer-merges";
import type { CustomerContext } from "@/server/contract/customers";
import { Section } from "../section";
import { AT_ONCE } from "./merge-props";
import { SharedWith } from "./shared-with";

const MergeDialog = lazyComponent(() => import("./merge-dialog").then((code) => code.MergeDialog), WaitingDialog);

type Props = { conversationId: string; context: CustomerContext };

/** Who this customer is: whom they were merged with, and the way to name or merge them. */
export function IdentitySection({ conversationId, context }: Props) {
  const t = useTranslations("merging");
  const me = useMe();
  const [isOpen, setOpen] = useState(false);
  const { merges, customer, sharedWith } = context;
  if (!me.can.seePersonalData) return null;
  return (
    <Section
      title={t("title")}
      aside={
        <Button variant="link" onClick={() => setOpen(true)}>
          {t(customer.isOnRecord ? "mergeWith" : "whoIsIt")}
        </Button>
      }
    >
      <p className="text-muted text-sm">{t(customer.isOnRecord ? "onRecord" : "notOnRecord")}</p>
      <SharedWith conversationId={conversationId} sharedWith={sharedWith} />
      {merges.length > 0 && (
        <ul aria-label={t("merged")} className="flex flex-col gap-2">
          {merges.map((merge) => (
            <Merge key={merge.id} conversationId={conversationId} merge={merge} />
          ))}
        </ul>
      )}
      {isOpen && <MergeDialog conversationId={conversationId} context={context} onClose={() => setOpen(false)} />}
    </Section>
  );
}

function Merge({ conversationId, merge }: { conversationId: string; merge: CustomerMergeView }) {
  const t = useTranslations("merging");
  const format = useFormat();
  const now = useNow();
  const errorText = useErrorText();
  const { mutate, isPending } = useMutation(
    useTRPC().customers.unmerge.mutationOptions({
      ...AT_ONCE,
      onSuccess: () => toastInfo(t("undone", { from: merge.from.name, into: merge.into.name })),
      onError: (error) => toastError(errorText(error, t("undoFailed"))),
    }),
  );
  return (
    <li className="text-sm">
      <span className="flex items-center justify-between gap-2">
        <span className="min-w-0 break-words">
          {t.rich("isOneWith", {
            from: merge.from.name,
            into: merge.into.name,
            b: (text) => <bdi className="font-medium">{text}</bdi>,
          })}
        </span>
        <Button
          variant="link"
          disabled={isPending}
          aria-label={t("undoOf", { from: merge.from.name, into: merge.into.name })}
          onClick={() => mutate({ conversationId, mergeId: merge.id })}
        >
          {t("undo")}
        </Button>
      </span>
      <span className="text-muted text-xs">
        {t("by", { name: merge.by, date: format.moment(merge.at, now) })} · <q>{merge.evidence}</q>
      </span>
    </li>
  );
}
