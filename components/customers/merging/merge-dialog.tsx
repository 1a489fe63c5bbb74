"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Dialog } from "@/components/ui/dialog";
import type { CustomerMatch } from "@/server/contract/customer-merges";
import { ConfirmMerge } from "./confirm-merge";
import { FindMatch } from "./find-match";
import type { MergeProps } from "./merge-props";
import { NameForm } from "./name-form";

/** Finds the customer who is the same person, shows what a merge brings together, and merges; or names an unknown one. */
export function MergeDialog({ conversationId, context, onClose }: MergeProps) {
  const t = useTranslations("merging");
  const [other, setOther] = useState<CustomerMatch | null>(null);
  const [search, setSearch] = useState("");
  const { customer } = context;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t(customer.isOnRecord ? "dialogTitle" : "whoTitle", { name: customer.name })}
      description={t(other ? "confirmHint" : "findHint")}
    >
      {other ? (
        <ConfirmMerge {...{ conversationId, context, other, onClose }} onBack={() => setOther(null)} />
      ) : (
        <div className="flex flex-col gap-4">
          <FindMatch {...{ conversationId, search, onSearch: setSearch }} onChoose={setOther} />
          {!customer.isOnRecord && <NameForm {...{ conversationId, context, onClose }} />}
        </div>
      )}
    </Dialog>
  );
}
