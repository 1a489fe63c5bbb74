/** Payment cards that customers enter on the keypad of their phone. */
export const cards = {
  take: "Take card by keypad",
  takeHint: "{customer} enters it on the keypad of their phone. Nobody hears them meanwhile, and nothing is recorded.",
  loading: "Checking …",
  failed: "The server could not be reached. Close this menu and try again.",
  field: { number: "Card number", expiry: "Expiry", code: "Security code" },
  /** How far one field is; "waiting" for the one that the customer is asked for. */
  state: {
    entered: "{field}: entered",
    waiting: "{field}: waiting …",
    invalid: "{field}: not valid, attempt {attempt} of {tries}",
    nothing_entered: "{field}: nothing entered, attempt {attempt} of {tries}",
    later: "{field}: not asked yet",
  },
  now: {
    starting: "{customer} is about to enter a card; you do not hear each other meanwhile",
    entering: "{customer} enters a card; you do not hear each other meanwhile",
    sending: "All entered; the payment service is being asked …",
    ending: "{customer} is coming back",
  },
  notRecorded: "Nothing is recorded while {customer} enters a card",
  cancel: "Cancel card",
  dismiss: "Dismiss",
  outcome: {
    taken: "The card was taken: {brand} ending in {last4}, reference {reference}",
    declined: "The payment service declined the card",
    declinedBecause: "The payment service declined the card: {reason}",
    canceled: "Card entry was canceled",
    customer_canceled: "{customer} canceled the card entry",
    invalid: "No card was taken: what was entered was wrong three times",
    timed_out: "No card was taken: nothing was entered",
    left: "No card was taken: {name} left the call",
    call_ended: "No card was taken: the call ended",
    interrupted: "No card was taken: the phone system or the server was away for a moment; ask again",
    unreachable: "No card was taken: the payment service could not be reached; try again later",
    unknown: "The payment service did not answer and may have the card: look there before you ask again",
  },
  /** In the call's entry: who asked, and when. */
  fact: "{outcome} · asked by {name}, {time}",
};
