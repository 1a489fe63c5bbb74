/** System lines of the timeline. `isOwn`: the reader did it. */
export const systemLines = {
  earlier: "{count, plural, one {Show # earlier change} other {Show # earlier changes}}",
  opened: "Opened at {place} by {channel}",
  reopened: "{isOwn, select, true {You reopened it} other {Reopened by {by}}}",
  wroteAgain: "Reopened: the customer wrote again",
  resolved: "{isOwn, select, true {You resolved it} other {Resolved by {by}}}",
  snoozed: "{isOwn, select, true {You snoozed it} other {Snoozed by {by}}} until {until}",
  unsnoozed: "Back from snooze",
  reopened_undelivered: "Back in the inbox: our reply was not delivered",
  claimed: "{isOwn, select, true {You claimed it} other {Claimed by {by}}}",
  assigned: "{isOwn, select, true {You} other {{by}}} assigned it from {from} to {to}",
  undone:
    "{isOwn, select, true {You} other {{by}}} {action, select, claim {undid the claim} resolve {undid resolving it} reopen {undid reopening it} snooze {undid the snooze} other {undid the assignment}}{hasTarget, select, true {: it went back to {to}} other {}}",
  transfer_offered: "{isOwn, select, true {You} other {{by}}} offered it to {to}",
  transfer_accepted: "{isOwn, select, true {You} other {{by}}} accepted the transfer from {from}",
  transfer_declined: "{isOwn, select, true {You} other {{by}}} declined: “{reason}”. It went back to {to}",
  transfer_expired: "No one accepted in time. It went back to {to}",
  transfer_withdrawn: "{isOwn, select, true {You} other {{by}}} withdrew the transfer",
  reply_scheduled: "{isOwn, select, true {You} other {{by}}} scheduled a reply for {at}",
  reply_unscheduled: "{isOwn, select, true {You} other {{by}}} canceled the scheduled reply",
  reply_stopped:
    "{isOwn, select, true {Your scheduled reply} other {The scheduled reply of {of}}} was not sent, because the customer wrote first",
  reply_refused:
    "{isOwn, select, true {Your scheduled reply} other {The scheduled reply of {of}}} was not sent: {why, select, optedOut {the customer has opted out} noAccess {its author can no longer see this conversation} authorGone {its author is no longer here} other {it could no longer be delivered there}}",
  consent_revoked: "The customer opted out of {channel}",
  consent_granted: "The customer opted in to {channel} again",
  /** The reader as the object of a sentence, and when they are also its subject. */
  you: "you",
  yourself: "yourself",
} as const;
