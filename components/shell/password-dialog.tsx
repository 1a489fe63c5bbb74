"use client";
import { useMutation } from "@tanstack/react-query";
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
  const trpc = useTRPC();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const id = useId();
  const change = useMutation(
    trpc.team.changePassword.mutationOptions({
      onSuccess: () => {
        toastInfo("Password changed. Your other devices are signed out.");
        onClose();
      },
    }),
  );
  const error = change.error ? (refusalOf(change.error)?.message ?? "It could not be changed. Try again.") : null;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Change password"
      description="You stay signed in here. Every other device is signed out."
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ current, next });
        }}
      >
        <Field label="Current password" htmlFor={`${id}c`} error={error}>
          <PasswordInput id={`${id}c`} value={current} onChange={setCurrent} />
        </Field>
        <Field label="New password" htmlFor={`${id}n`} hint="At least 10 characters">
          <PasswordInput id={`${id}n`} isNew value={next} onChange={setNext} />
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Keep current</Button>
          <Button variant="primary" type="submit" disabled={change.isPending}>
            Change password
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
