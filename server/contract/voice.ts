import * as z from "zod";
import type { IceServer } from "./call-media";
import type { Identity } from "./customers";
import { Id } from "./ids";

/** A person's browser tab, and the sign-in that it belongs to. */
export type Tab = { sessionId: Id; deviceId: Id };
/** How a browser tab registers at a phone system: by SIP over WebSocket at `url`. Valid for the call that asks for it. */
export type PhoneAccount = { url: string; user: string; password: string; iceServers: IceServer[] };
export const OpenPhone = z.strictObject({ deviceId: Id });
export type OpenPhone = z.infer<typeof OpenPhone>;

/** The endpoint of ours that a call comes from; of a phone call, its address is the caller id. */
export type CallingEndpoint = { id: Id; channel: string; address: string };

/** What carries the customer's side of the calls that we place: browsers, or a phone system. */
export type VoiceProvider = {
  /** Stored with each call that it carries. */
  readonly kind: string;
  /** Whether a call to this address can ring now. Asked before each call, and when a screen shows whom it can call. */
  canReach(address: Identity, endpoint: CallingEndpoint): boolean | Promise<boolean>;
  /**
   * Makes a browser tab a phone of this system. Absent where no phone system carries the calls.
   * @throws DomainError "unavailable" while the phone system is away
   */
  openPhone?(tab: Tab): Promise<PhoneAccount>;
};
