/** What the buttons of the call bar do. */
export type BarActions = {
  mute: (muted: boolean) => void;
  hold: (held: boolean) => void;
  consult: () => void;
  transfer: () => void;
  /** Ends the call for the customer, once confirmed. */
  end: () => void;
  /** Leaves the call; the customer stays with whoever else is on it. */
  leave: () => void;
  cancelConsult: () => void;
  join: () => void;
  complete: () => void;
  takeOver: () => void;
};
