"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { Left } from "@/components/client/cache-state";
import { useMe } from "@/components/client/realtime";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Select, Textarea } from "@/components/ui/field";
import { toastInfo } from "@/components/ui/toast";
import type { ConversationRow, HandoffCard } from "@/server/contract/conversations";
import { FactSuggestions } from "./fact-suggestions";
import { knownFacts, prefillCard } from "./prefill-card";
import { type Choice, TargetPicker } from "./target-picker";
import { useLeft } from "./use-lost";

const TIMEOUTS = [
  [60, "1 minute"],
  [120, "2 minutes"],
  [300, "5 minutes"],
  [900, "15 minutes"],
  [3600, "1 hour"],
] as const;
const FIELDS: { key: keyof HandoffCard; label: string; hint: string; rows: number }[] = [
  { key: "need", label: "What the customer needs", hint: "Required. The first thing the receiver reads.", rows: 2 },
  { key: "facts", label: "Verified facts", hint: "Only what you have checked: orders, stock, identity.", rows: 2 },
  { key: "promises", label: "Promised so far", hint: "What we told them we would do, and by when.", rows: 1 },
  { key: "consent", label: "Consent", hint: "What they agreed to, or asked us to stop.", rows: 1 },
];

/** Why it cannot be transferred any more, though the dialog is open: what was written stays, to be copied. */
function blockedBy(row: ConversationRow, mayTransfer: boolean, lost: Left | null): string | null {
  if (lost) return "This conversation moved. You no longer have access to it.";
  if (mayTransfer) return null;
  if (row.status === "resolved") return "This conversation was resolved. Reopen it to transfer it.";
  return `${row.assignee?.name ?? "A colleague"} has this conversation now. Only they or a supervisor can transfer it.`;
}

/** Hands a conversation over with a card; whoever has it keeps it until somebody accepts. */
export function TransferDialog({ row, onClose }: { row: ConversationRow; onClose: () => void }) {
  const trpc = useTRPC();
  const me = useMe();
  const lost = useLeft(row.id);
  const id = useId();
  const input = { conversationId: row.id };
  const detail = useQuery(trpc.conversations.get.queryOptions(input)).data;
  const context = useQuery(trpc.customers.context.queryOptions(input)).data;
  const [choice, setChoice] = useState<Choice | null>(null);
  const [edited, setEdited] = useState<Partial<HandoffCard>>({});
  const [timeoutSeconds, setTimeoutSeconds] = useState(120);
  const card = { ...prefillCard(detail, context), ...edited };
  const known = knownFacts(context);
  const transfer = useMutation(
    trpc.conversations.transfer.mutationOptions({
      onSuccess: () => {
        toastInfo(`Offered to ${choice?.label}. It stays with ${owner} until they accept.`);
        onClose();
      },
    }),
  );
  const now = detail?.row ?? row;
  const isElses = now.assignee !== null && now.assignee.id !== me.id;
  const owner = isElses ? now.assignee?.name : "you";
  const blocked = blockedBy(now, detail?.can.transfer ?? true, lost);
  const failure = transfer.error && (refusalOf(transfer.error)?.message ?? "It did not reach the server. Try again.");
  const error = blocked ?? failure;
  const canSend = !blocked && choice !== null && card.need.trim() !== "" && !transfer.isPending;
  const send = () => {
    if (choice && canSend) transfer.mutate({ conversationId: row.id, to: choice.to, card, timeoutSeconds });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      wide
      title={`Transfer ${row.customer.name}`}
      description={`The receiver sees this card first. ${
        now.assignee
          ? `${isElses ? `${owner} stays` : "You stay"} the owner until somebody accepts.`
          : "It will be assigned to you until somebody accepts."
      }`}
      footer={
        <>
          {error && (
            <p role="alert" className="me-auto text-danger text-sm">
              {error}
            </p>
          )}
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" disabled={!canSend} onClick={send} aria-keyshortcuts="Control+Enter">
            {choice ? `Transfer to ${choice.label}` : "Transfer"}
          </Button>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Ctrl+Enter anywhere in the form; the button is its twin */}
      <div
        className="grid gap-5 sm:grid-cols-2"
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
        }}
      >
        <div className="flex flex-col gap-4">
          <p className="-mb-2.5 font-medium text-sm">To</p>
          <TargetPicker value={choice} onChange={setChoice} withoutMe />
          <Field label="If nobody answers within" htmlFor={`${id}t`} hint={`It then stays with ${owner}.`}>
            <Select
              id={`${id}t`}
              value={timeoutSeconds}
              onChange={(event) => setTimeoutSeconds(Number(event.target.value))}
            >
              {TIMEOUTS.map(([seconds, label]) => (
                <option key={seconds} value={seconds}>
                  {label}
                </option>
              ))}
            </Select>
          </Field>
        </div>
        <div className="flex flex-col gap-3">
          {FIELDS.map((field) => (
            <Field key={field.key} label={field.label} htmlFor={`${id}${field.key}`} hint={field.hint}>
              <Textarea
                id={`${id}${field.key}`}
                rows={field.rows}
                dir="auto"
                required={field.key === "need"}
                value={card[field.key]}
                onChange={(event) => setEdited({ ...edited, [field.key]: event.target.value })}
              />
              {field.key === "facts" && (
                <FactSuggestions
                  known={known}
                  facts={card.facts}
                  onChange={(facts) => setEdited({ ...edited, facts })}
                />
              )}
            </Field>
          ))}
        </div>
      </div>
    </Dialog>
  );
}
