"use client";
import { useTranslations } from "next-intl";
import { useId, useRef, useState } from "react";
import type * as z from "zod";
import { useFailure } from "@/components/client/use-failure";
import { type CardDraft, CardFields, useCardForm } from "@/components/conversations/card-fields";
import { type Choice, TargetPicker } from "@/components/conversations/target-picker";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Form } from "@/components/ui/form";
import type { LiveCall } from "@/server/contract/live-calls";
import { useCallActions } from "./call-actions";

type Props = {
  call: LiveCall;
  /** Why it cannot be transferred any more; what was written stays, to be copied. */
  blocked: string | null;
  onClose: () => void;
};

/** Hands a call over with a card, without talking first; the sender keeps it until somebody answers. */
export function CallTransferDialog({ call, blocked, onClose }: Props) {
  const t = useTranslations("calls");
  const words = useTranslations("transfers");
  const actions = useCallActions();
  const id = useId();
  const element = useRef<HTMLFormElement>(null);
  const { form, context, hasNeed } = useCardForm(call.conversationId);
  const [choice, setChoice] = useState<Choice | null>(null);
  const failure = useFailure(t("bar.failed"), { needMissing: "card.need" });
  const canSend = blocked === null && choice !== null && hasNeed && !form.formState.isSubmitting;
  const onSubmit = async ({ card }: z.output<typeof CardDraft>) => {
    if (!choice || !canSend) return;
    await actions.transfer(call.id, choice.to, card);
    onClose();
  };
  const customer = call.customer.name;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      wide
      title={t("handover.transferTitle", { customer })}
      description={t("handover.transferHint", { customer })}
      footer={
        <>
          {blocked && (
            <p role="alert" className="me-auto text-danger text-sm">
              {blocked}
            </p>
          )}
          <Button onClick={onClose}>{words("cancel")}</Button>
          <Button variant="primary" type="submit" form={id} disabled={!canSend} aria-keyshortcuts="Control+Enter">
            {choice ? words("transferTo", { target: choice.label }) : words("transfer")}
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
        <div className="flex flex-col gap-1.5">
          <p className="font-medium text-sm">{words("to")}</p>
          <TargetPicker value={choice} onChange={setChoice} withoutMe />
        </div>
        {/* The search of the picker is outside of it: Enter there sends nothing. */}
        <Form ref={element} id={id} form={form} onSubmit={onSubmit} failure={failure} className="content-start gap-3">
          <CardFields form={form} context={context} />
        </Form>
      </div>
    </Dialog>
  );
}
