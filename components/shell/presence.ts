import type { DotTone } from "@/components/ui/avatar";
import type { PresenceStatus } from "@/server/contract/team";

export const PRESENCE_DOTS: Record<PresenceStatus, DotTone> = {
  available: "positive",
  with_customer: "warning",
  on_call: "danger",
  wrap_up: "warning",
  break: "muted",
  away: "muted",
  offline: "muted",
};
/** The statuses that a person can choose; calls and sign-out set the rest. */
export const CHOOSABLE = ["available", "with_customer", "break", "away"] as const satisfies readonly PresenceStatus[];
