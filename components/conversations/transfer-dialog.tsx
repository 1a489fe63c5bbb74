"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import type { Left } from "@/components/client/cache-state";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { useErrorText } from "@/components/client/use-error-text";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Select, Textarea } from "@/components/ui/field";
import { toastInfo } from "@/components/ui/toast";
import type { Translate } from "@/components/ui/translate";
import type { ConversationRow, HandoffCard } from "@/server/contract/conversations";
import { FactSuggestions } from "./fact-suggestions";
import { knownFacts, prefillCard } from "./prefill-card";
import { type Choice, TargetPicker } from "./target-picker";
import { useLeft } from "./use-lost";

/** Seconds. */
const TIMEOUTS = [60, 120, 300, 900, 3600];
const FIELDS: { key: keyof HandoffCard; rows: number }[] = [
  { key: "need", rows: 2 },
  { key: "facts", rows: 2 },
  { key: "promises", rows: 1 },
  { key: "consent", rows: 1 },
];

/** Why it cannot be transferred any more, though the dialog is open: what was written stays, to be copied. */
function blockedBy(
  row: ConversationRow,
  mayTransfer: boolean,
  lost: Left | null,
  t: Translate<"transfers">,
): string | null {
  if (lost) return t("lost");
  if (mayTransfer) return null;
  if (row.status === "resolved") return t("isResolved");
  return t("isElses", { name: row.assignee?.name ?? t("aColleague") });
}

/** Hands a conversation over with a card; whoever has it keeps it until somebody accepts. */
export function TransferDialog({ row, onClose }: { row: ConversationRow; onClose: () => void }) {
  const t = useTranslations("transfers");
  const errorText = useErrorText();
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
  const card = { ...prefillCard(detail, context, t), ...edited };
  const known = knownFacts(context, t);
  const transfer = useMutation(
    trpc.conversations.transfer.mutationOptions({
      onSuccess: () => {
        toastInfo(t("offeredTo", { target: choice?.label ?? "", owner }));
        onClose();
      },
    }),
  );
  const now = detail?.row ?? row;
  const isElses = now.assignee !== null && now.assignee.id !== me.id;
  const owner = isElses ? (now.assignee?.name ?? "") : t("you");
  const blocked = blockedBy(now, detail?.can.transfer ?? true, lost, t);
  const failure = transfer.error && errorText(transfer.error, t("unreachable"));
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
      title={t("transferTitle", { customer: row.customer.name })}
      description={t("transferHint", { owner: now.assignee ? (isElses ? "other" : "me") : "none", name: owner })}
      footer={
        <>
          {error && (
            <p role="alert" className="me-auto text-danger text-sm">
              {error}
            </p>
          )}
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button variant="primary" disabled={!canSend} onClick={send} aria-keyshortcuts="Control+Enter">
            {choice ? t("transferTo", { target: choice.label }) : t("transfer")}
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
          <p className="-mb-2.5 font-medium text-sm">{t("to")}</p>
          <TargetPicker value={choice} onChange={setChoice} withoutMe />
          <Field label={t("timeout")} htmlFor={`${id}t`} hint={t("timeoutHint", { owner })}>
            <Select
              id={`${id}t`}
              value={timeoutSeconds}
              onChange={(event) => setTimeoutSeconds(Number(event.target.value))}
            >
              {TIMEOUTS.map((seconds) => (
                <option key={seconds} value={seconds}>
                  {seconds < 3600 ? t("minutes", { count: seconds / 60 }) : t("hours", { count: seconds / 3600 })}
                </option>
              ))}
            </Select>
          </Field>
        </div>
        <div className="flex flex-col gap-3">
          {FIELDS.map((field) => (
            <Field
              key={field.key}
              label={t(`card.${field.key}`)}
              htmlFor={`${id}${field.key}`}
              hint={t(`cardHint.${field.key}`)}
            >
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
