import { useQuery } from "@tanstack/react-query";
import { useState, useSyncExternalStore } from "react";
import { useTRPC } from "@/components/client/trpc";
import { currentMs } from "@/components/ui/clock";
import { useSeconds } from "@/components/ui/time";
import type { Id } from "@/server/contract/ids";
import type { WrapUpView } from "@/server/contract/wrap-ups";
import { useUnsavedNotes, type WrapUpRef } from "./wrap-up-notes";
import { openedWrapUp } from "./wrap-up-request";

/** `leftMs`: until its time is up; null when it is over, and shown because something was opened or not saved. */
export type ShownWrapUp = WrapUpRef & { callId: Id | null; leftMs: number | null };

/** By wrap-up: when its time is up, on this device's clock. */
const deadlines = new Map<Id, number>();

/**
 * The server shows only open wrap-ups. A device whose clock says that one has not begun, or is over when it is first seen, is wrong:
 * there the whole time counts from now.
 */
function deadlineOf({ id, startedAt, endsAt }: WrapUpView): number {
  const known = deadlines.get(id);
  if (known !== undefined) return known;
  const [now, begins, ends] = [currentMs(), Date.parse(startedAt), Date.parse(endsAt)];
  const deadline = now >= begins - CLOCK_MS && now < ends ? ends : now + (ends - begins);
  deadlines.set(id, deadline);
  return deadline;
}
const CLOCK_MS = 2000;

/**
 * The wrap-up to show: the open one; else one that somebody types in, or has opened, or whose note is not saved. A panel never goes
 * away under somebody's hands, because the next key would run a shortcut.
 */
export function useShownWrapUp(): { shown: ShownWrapUp | null; setTyping: (wrapUp: WrapUpRef | null) => void } {
  const trpc = useTRPC();
  const { data = [] } = useQuery(trpc.calls.wrapUps.queryOptions());
  const [typing, setTyping] = useState<WrapUpRef | null>(null);
  const opened = useSyncExternalStore(openedWrapUp.subscribe, openedWrapUp.get, () => null);
  const unsaved = useUnsavedNotes().at(-1);
  const now = useSeconds(data.length > 0);
  const open = data.find((one) => deadlineOf(one) > now);
  const other = typing ?? opened ?? unsaved;
  if (open) {
    const { id, callId, customer } = open;
    return { shown: { id, callId, customer: customer.name, leftMs: deadlineOf(open) - now }, setTyping };
  }
  return { shown: other ? { ...other, callId: null, leftMs: null } : null, setTyping };
}
