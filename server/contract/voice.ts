import type { Identity } from "./customers";
import type { Id } from "./ids";

/** The endpoint of ours that a call comes from; of a phone call, its address is the caller id. */
export type CallingEndpoint = { id: Id; channel: string; address: string };

/** What carries the customer's side of the calls that we place: browsers, or a phone system. */
export type VoiceProvider = {
  /** Stored with each call that it carries. */
  readonly kind: string;
  /** Whether a call to this address can ring now. Asked before each call, and when a screen shows whom it can call. */
  canReach(address: Identity, endpoint: CallingEndpoint): boolean | Promise<boolean>;
};
