"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { PasswordInput } from "@/components/ui/password-input";
import { toastInfo } from "@/components/ui/toast";

/** Changing the password ends every other session of this person; this one goes on. */
export function PasswordDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("shell");
  const trpc = useTRPC();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const id = useId();
  const change = useMutation(
    trpc.team.changePassword.mutationOptions({
      onSuccess: () => {
        toastInfo(t("password.changed"));
        onClose();
      },
    }),
  );
  const error = change.error ? (refusalOf(change.error)?.message ?? t("password.failed")) : null;
  return (
    <Dialog open onOpenChange={onClose} title={t("password.title")} description={t("password.hint")}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ current, next });
        }}
      >
        <Field label={t("password.current")} htmlFor={`${id}c`} error={error}>
          <PasswordInput id={`${id}c`} value={current} onChange={setCurrent} />
        </Field>
        <Field label={t("password.next")} htmlFor={`${id}n`} hint={t("password.nextHint", { count: 10 })}>
          <PasswordInput id={`${id}n`} isNew value={next} onChange={setNext} />
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t("password.cancel")}</Button>
          <Button variant="primary" type="submit" disabled={change.isPending}>
            {t("password.title")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
