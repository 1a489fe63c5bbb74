"use client";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";

/** Ending a call cannot be undone, so it is confirmed. */
export function EndCallDialog(props: { customer: string; onEnd: () => void; onClose: () => void }) {
  const t = useTranslations("calls");
  const { customer } = props;
  return (
    <Dialog
      open
      onOpenChange={props.onClose}
      title={t("confirmEnd.title", { customer })}
      footer={
        <>
          <Button size="md" onClick={props.onClose}>
            {t("confirmEnd.keep")}
          </Button>
          <Button size="md" variant="danger" onClick={props.onEnd}>
            {t("confirmEnd.end")}
          </Button>
        </>
      }
    >
      <p>{t("confirmEnd.hint", { customer })}</p>
    </Dialog>
  );
}
