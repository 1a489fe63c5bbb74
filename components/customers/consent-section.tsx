"use client";
import { useMutation } from "@tanstack/react-query";
import { Ban, CircleCheck } from "lucide-react";
import { useId, useState } from "react";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Textarea } from "@/components/ui/field";
import { moment, useNow } from "@/components/ui/time";
import { toastInfo } from "@/components/ui/toast";
import type { ConsentView } from "@/server/contract/customers";
import { Nothing, Section } from "./section";

type Action = "revoke" | "grant";
const WORDS: Record<Action, { title: string; hint: string; button: string; done: string }> = {
  revoke: {
    title: "The customer asked us to stop texting",
    hint: "From now on no text can be sent to them, by anybody, until they allow it again.",
    button: "Stop texts",
    done: "No more texts go to this customer",
  },
  grant: {
    title: "The customer allowed texts again",
    hint: "Only when they said so themselves. This is kept as evidence.",
    button: "Allow texts",
    done: "Texts are allowed again",
  },
};

function ConsentDialog({
  conversationId,
  action,
  onClose,
}: {
  conversationId: string;
  action: Action;
  onClose: () => void;
}) {
  const trpc = useTRPC();
  const id = useId();
  const [evidence, setEvidence] = useState("");
  const words = WORDS[action];
  const record = useMutation(
    trpc.customers.recordConsent.mutationOptions({
      onSuccess: () => {
        toastInfo(words.done);
        onClose();
      },
    }),
  );
  const error = record.error ? (refusalOf(record.error)?.message ?? "It was not recorded. Try again.") : null;
  return (
    <Dialog open onOpenChange={onClose} title={words.title} description={words.hint}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          record.mutate({ conversationId, channel: "sms", action, evidence });
        }}
      >
        <Field label="What did they say?" htmlFor={id} hint="In your words; this is the evidence." error={error}>
          <Textarea
            id={id}
            required
            minLength={3}
            maxLength={500}
            rows={3}
            value={evidence}
            onChange={(event) => setEvidence(event.target.value)}
          />
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            variant={action === "revoke" ? "danger" : "primary"}
            disabled={evidence.trim().length < 3 || record.isPending}
          >
            {words.button}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What the customer agreed to, and the one tap that records a "stop". */
export function ConsentSection({
  conversationId,
  consent,
}: {
  conversationId: string;
  consent: readonly ConsentView[];
}) {
  const now = useNow();
  const [asked, setAsked] = useState<Action | null>(null);
  const isRevoked = consent.some((entry) => entry.channel === "sms" && entry.state === "revoked");
  return (
    <Section
      title="Consent"
      aside={
        <Button variant="link" onClick={() => setAsked(isRevoked ? "grant" : "revoke")}>
          {isRevoked ? "Allowed again…" : "Asked to stop…"}
        </Button>
      }
    >
      {consent.length === 0 && (
        <Nothing>No consent recorded. You can answer them, but not send them marketing.</Nothing>
      )}
      <ul className="flex flex-col gap-1.5">
        {consent.map((entry) => (
          <li
            key={`${entry.channel}:${entry.purpose}`}
            className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-sm"
          >
            {entry.state === "revoked" ? (
              <Ban aria-hidden className="size-3.5 text-danger" />
            ) : (
              <CircleCheck aria-hidden className="size-3.5 text-positive" />
            )}
            <span className="flex-1">
              {entry.channel.toUpperCase()} · {entry.purpose}
            </span>
            <Badge tone={entry.state === "revoked" ? "danger" : "positive"}>
              {entry.state === "revoked" ? "Stopped" : "Allowed"}
            </Badge>
            <span className="w-full text-muted text-xs">
              {entry.basis} · {moment(entry.at, now)}
            </span>
          </li>
        ))}
      </ul>
      {asked && <ConsentDialog conversationId={conversationId} action={asked} onClose={() => setAsked(null)} />}
    </Section>
  );
}
