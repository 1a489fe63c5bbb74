import type { Rules } from "@/server/domain/retention";

export const CONSENT_RETENTION: Rules = {
  send_holds: { droppedBy: "the ledger, when the opt-out is stored, or checkHolds after 24 hours" },
  consent_events: { keptBecause: "the ledger is the evidence of every opt-in and opt-out" },
  consent_states: { keptBecause: "it is the ledger's present verdict: without it an opt-out would be forgotten" },
};
