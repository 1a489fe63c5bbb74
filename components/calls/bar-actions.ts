import type { SupervisionMode } from "@/server/contract/live-calls";

/** What the buttons of the call bar do. */
export type BarActions = {
  mute: (muted: boolean) => void;
  pauseRecording: (paused: boolean) => void;
  hold: (held: boolean) => void;
  /** Asks the customer to enter a card by keypad. */
  takeCard: () => void;
  cancelCard: () => void;
  consult: () => void;
  transfer: () => void;
  /** Ends the call for the customer, once confirmed. */
  end: () => void;
  /** Leaves the call; the customer stays with whoever else is on it. */
  leave: () => void;
  cancelConsult: () => void;
  join: () => void;
  complete: () => void;
  /** Takes the audio over to this tab. */
  takeOver: () => void;
  /** Supervises in another way. */
  supervise: (mode: SupervisionMode) => void;
  /** Takes the call over from the colleague who holds it. */
  takeCall: () => void;
};
