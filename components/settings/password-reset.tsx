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
import type { PersonAccount } from "@/server/contract/team";

/** An administrator gives somebody a new password. */
export function PasswordReset({ person, onClose }: { person: PersonAccount; onClose: () => void }) {
  const t = useTranslations("settings");
  const trpc = useTRPC();
  const id = useId();
  const [next, setNext] = useState("");
  const set = useMutation(
    trpc.team.setPassword.mutationOptions({
      onSuccess: () => {
        toastInfo(t("passwordReset.done", { name: person.name }));
        onClose();
      },
    }),
  );
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("passwordReset.title", { name: person.name })}
      description={t("passwordReset.hint")}
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          set.mutate({ userId: person.id, next });
        }}
      >
        <Field
          label={t("passwordReset.label")}
          htmlFor={id}
          hint={t("passwordReset.labelHint", { count: 10 })}
          error={set.error ? (refusalOf(set.error)?.message ?? t("passwordReset.failed")) : null}
        >
          <PasswordInput id={id} isNew value={next} onChange={setNext} />
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button variant="primary" type="submit" disabled={set.isPending}>
            {t("passwordReset.set")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
