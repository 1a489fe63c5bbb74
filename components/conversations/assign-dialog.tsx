"use client";
import { useState } from "react";
import { useMe } from "@/components/client/realtime";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { ConversationRow } from "@/server/contract/conversations";
import { type Choice, TargetPicker } from "./target-picker";
import { useActions } from "./use-actions";

export function AssignDialog({ row, onClose }: { row: ConversationRow; onClose: () => void }) {
  const actions = useActions();
  const [choice, setChoice] = useState<Choice | null>(null);
  const me = useMe();
  const owner = row.assignee?.id === me.id ? "you" : row.assignee?.name;
  const now = owner ? `It is assigned to ${owner}, at ${row.place.name}.` : `It is in the queue of ${row.place.name}.`;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Assign ${row.customer.name}`}
      description={now}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            disabled={!choice}
            onClick={() => {
              if (choice) actions.assign(row, choice.to, choice.label);
              onClose();
            }}
          >
            {choice ? `Assign to ${choice.label}` : "Assign"}
          </Button>
        </>
      }
    >
      <TargetPicker value={choice} onChange={setChoice} />
    </Dialog>
  );
}
