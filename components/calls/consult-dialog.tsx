"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useFailure } from "@/components/client/use-failure";
import { type Choice, TargetPicker } from "@/components/conversations/target-picker";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { LiveCall } from "@/server/contract/live-calls";
import { useCallActions } from "./call-actions";

type Props = { call: LiveCall; onClose: () => void };

/** Whom to ask while the customer is on hold. */
export function ConsultDialog({ call, onClose }: Props) {
  const t = useTranslations("calls");
  const words = useTranslations("transfers");
  const actions = useCallActions();
  const failure = useFailure(t("bar.failed"));
  const [choice, setChoice] = useState<Choice | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [isAsking, setAsking] = useState(false);
  const customer = call.customer.name;
  const consult = async () => {
    if (!choice) return;
    setAsking(true);
    setFailed(null);
    try {
      await actions.consult(call.id, choice.to);
      onClose();
    } catch (error) {
      setFailed(failure(error).message);
    }
    setAsking(false);
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("handover.consultTitle")}
      description={t("handover.consultHint", { customer })}
      footer={
        <>
          {failed && (
            <p role="alert" className="me-auto text-danger text-sm">
              {failed}
            </p>
          )}
          <Button onClick={onClose}>{words("cancel")}</Button>
          <Button variant="primary" disabled={!choice || isAsking} onClick={() => void consult()}>
            {choice ? t("handover.consultWith", { target: choice.label }) : t("handover.consult")}
          </Button>
        </>
      }
    >
      <TargetPicker value={choice} onChange={setChoice} withoutMe />
    </Dialog>
  );
}
