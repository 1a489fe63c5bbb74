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
import type { PersonAccount } from "@/server/contract/team";

/** An administrator gives somebody a new password. */
export function PasswordReset({ person, onClose }: { person: PersonAccount; onClose: () => void }) {
  const trpc = useTRPC();
  const id = useId();
  const [next, setNext] = useState("");
  const set = useMutation(
    trpc.team.setPassword.mutationOptions({
      onSuccess: () => {
        toastInfo(`${person.name} has a new password and is signed out everywhere`);
        onClose();
      },
    }),
  );
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`New password for ${person.name}`}
      description="It ends their sessions on every device."
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          set.mutate({ userId: person.id, next });
        }}
      >
        <Field
          label="New password"
          htmlFor={id}
          hint="At least 10 characters. Tell it to them yourself; they can change it under Your account."
          error={set.error ? (refusalOf(set.error)?.message ?? "It could not be set.") : null}
        >
          <PasswordInput id={id} isNew value={next} onChange={setNext} />
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" disabled={set.isPending}>
            Set password
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
