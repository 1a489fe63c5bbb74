"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/components/client/trpc";
import { useFailure } from "@/components/client/use-failure";
import { Dialog } from "@/components/ui/dialog";
import { Form, FormButtons, FormField, useForm } from "@/components/ui/form";
import { PasswordInput } from "@/components/ui/password-input";
import { toastInfo } from "@/components/ui/toast";
import { type PersonAccount, SetPassword } from "@/server/contract/team";

/** Lets an administrator set a person's password. */
export function PasswordReset({ person, onClose }: { person: PersonAccount; onClose: () => void }) {
  const t = useTranslations("settings");
  const set = useMutation(useTRPC().team.setPassword.mutationOptions());
  const form = useForm(SetPassword, { defaultValues: { userId: person.id, next: "" } });
  const failure = useFailure(t("passwordReset.failed"), { passwordTooShort: "next" });
  const onSubmit = async (password: SetPassword) => {
    await set.mutateAsync(password);
    toastInfo(t("passwordReset.done", { name: person.name }));
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("passwordReset.title", { name: person.name })}
      description={t("passwordReset.hint")}
    >
      <Form
        form={form}
        onSubmit={onSubmit}
        failure={failure}
        buttons={<FormButtons form={form} label={t("passwordReset.set")} onCancel={onClose} />}
      >
        <FormField
          form={form}
          name="next"
          label={t("passwordReset.label")}
          hint={t("passwordReset.labelHint", { count: 10 })}
        >
          {(control) => <PasswordInput required isNew {...control} />}
        </FormField>
      </Form>
    </Dialog>
  );
}
