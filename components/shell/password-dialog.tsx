"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/components/client/trpc";
import { useFailure } from "@/components/client/use-failure";
import { Dialog } from "@/components/ui/dialog";
import { Form, FormButtons, FormField, useForm } from "@/components/ui/form";
import { PasswordInput } from "@/components/ui/password-input";
import { toastInfo } from "@/components/ui/toast";
import { ChangePassword } from "@/server/contract/team";

/** Changing the password ends every other session of this person; this one continues. */
export function PasswordDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("shell");
  const change = useMutation(useTRPC().team.changePassword.mutationOptions());
  const form = useForm(ChangePassword, { defaultValues: { current: "", next: "" } });
  const failure = useFailure(t("password.failed"), { wrongPassword: "current", passwordTooShort: "next" });
  const onSubmit = async (passwords: ChangePassword) => {
    await change.mutateAsync(passwords);
    toastInfo(t("password.changed"));
    onClose();
  };
  return (
    <Dialog open onOpenChange={onClose} title={t("password.title")} description={t("password.hint")}>
      <Form
        form={form}
        onSubmit={onSubmit}
        failure={failure}
        buttons={<FormButtons form={form} label={t("password.title")} onCancel={onClose} />}
      >
        <FormField form={form} name="current" label={t("password.current")}>
          {(control) => <PasswordInput required {...control} />}
        </FormField>
        <FormField form={form} name="next" label={t("password.next")} hint={t("password.nextHint", { count: 10 })}>
          {(control) => <PasswordInput required isNew {...control} />}
        </FormField>
      </Form>
    </Dialog>
  );
}
