/** The work after a call. */
export const wrapUp = {
  label: "Wrap-up: {customer}",
  left: "{duration} left",
  leftHint: "Until then no call rings for you. “Done” ends it now.",
  outcome: "How did the call go?",
  note: "Note about the call with {customer}",
  notePlaceholder: "Note for colleagues (optional)",
  done: "Done",
  save: "Save",
  discard: "Discard note",
  close: "Close",
  failed: "The server could not be reached. Nothing was lost: try again.",
  gone: "This call is too long ago to add anything. Write a note in the conversation instead.",
  /** On the entry of a call. */
  outcomes: "Outcome: {outcomes}",
  say: "Add outcome",
  change: "Change outcome",
} as const;
