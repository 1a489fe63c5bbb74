"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId, useRef, useState } from "react";
import type * as z from "zod";
import type { AccessLoss } from "@/components/client/cache-state";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { useFailure } from "@/components/client/use-failure";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Select } from "@/components/ui/field";
import { Form, FormField } from "@/components/ui/form";
import { toastInfo } from "@/components/ui/toast";
import type { Translate } from "@/components/ui/translate";
import type { ConversationRow } from "@/server/contract/conversations";
import { type CardDraft, CardFields, useCardForm } from "./card-fields";
import { type Choice, TargetPicker } from "./target-picker";
import { useAccessLoss } from "./use-access-loss";

/** Seconds. */
const TIMEOUTS = [60, 120, 300, 900, 3600];
/** Why it can no longer be transferred while the dialog is open. Entered text stays, to be copied. */
function blockedBy(
  row: ConversationRow,
  mayTransfer: boolean,
  lost: AccessLoss | null,
  t: Translate<"transfers">,
): string | null {
  if (lost) return t("lost");
  if (mayTransfer) return null;
  if (row.status === "resolved") return t("isResolved");
  return t("isElses", { name: row.assignee?.name ?? t("aColleague") });
}

/** Transfers a conversation with a card. Its owner keeps it until somebody accepts. */
export function TransferDialog({ row, onClose }: { row: ConversationRow; onClose: () => void }) {
  const t = useTranslations("transfers");
  const trpc = useTRPC();
  const me = useMe();
  const lost = useAccessLoss(row.id);
  const id = useId();
  const element = useRef<HTMLFormElement>(null);
  const { form, detail, context, hasNeed } = useCardForm(row.id);
  const [choice, setChoice] = useState<Choice | null>(null);
  const { isSubmitting } = form.formState;
  const transfer = useMutation(trpc.conversations.transfer.mutationOptions());
  const now = detail?.row ?? row;
  const isElses = now.assignee !== null && now.assignee.id !== me.id;
  const owner = isElses ? (now.assignee?.name ?? "") : t("you");
  const blocked = blockedBy(now, detail?.can.transfer ?? true, lost, t);
  const canSend = !blocked && choice !== null && hasNeed && !isSubmitting;
  const failure = useFailure(t("unreachable"), { needMissing: "card.need" });
  const onSubmit = async (draft: z.output<typeof CardDraft>) => {
    if (!choice || !canSend) return;
    await transfer.mutateAsync({ conversationId: row.id, to: choice.to, ...draft });
    toastInfo(t("offeredTo", { target: choice.label, owner }));
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      wide
      title={t("transferTitle", { customer: row.customer.name })}
      description={t("transferHint", { owner: now.assignee ? (isElses ? "other" : "me") : "none", name: owner })}
      footer={
        <>
          {blocked && (
            <p role="alert" className="me-auto text-danger text-sm">
              {blocked}
            </p>
          )}
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button variant="primary" type="submit" form={id} disabled={!canSend} aria-keyshortcuts="Control+Enter">
            {choice ? t("transferTo", { target: choice.label }) : t("transfer")}
          </Button>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Ctrl+Enter anywhere in the form; the button is its twin */}
      <div
        className="grid gap-5 sm:grid-cols-2"
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) element.current?.requestSubmit();
        }}
      >
        <div className="flex flex-col gap-4">
          <p className="-mb-2.5 font-medium text-sm">{t("to")}</p>
          <TargetPicker value={choice} onChange={setChoice} withoutMe />
          <FormField
            form={form}
            name="timeoutSeconds"
            label={t("timeout")}
            hint={t("timeoutHint", { owner })}
            options={{ valueAsNumber: true }}
          >
            {(control) => (
              <Select {...control}>
                {TIMEOUTS.map((seconds) => (
                  <option key={seconds} value={seconds}>
                    {seconds < 3600 ? t("minutes", { count: seconds / 60 }) : t("hours", { count: seconds / 3600 })}
                  </option>
                ))}
              </Select>
            )}
          </FormField>
        </div>
        {/* The search of the picker is outside of it: Enter there sends nothing. */}
        <Form ref={element} id={id} form={form} onSubmit={onSubmit} failure={failure} className="content-start gap-3">
          <CardFields form={form} context={context} />
        </Form>
      </div>
    </Dialog>
  );
}
