import * as z from "zod";
import type { IceServer } from "./call-media";
import type { RawRequest } from "./channel";
import type { Identity } from "./customers";
import { Id } from "./ids";
import type { MenuLanguage } from "./menus";

/** A person's browser tab, and the sign-in that it belongs to. */
export type Tab = { sessionId: Id; deviceId: Id };
/** How a browser tab registers at a phone system: by SIP over WebSocket at `url`. Valid for the call that asks for it. */
export type SipAccount = { kind: "sip"; url: string; user: string; password: string; iceServers: IceServer[] };
/** How a browser tab connects to a cloud phone system, which tells its page before the token expires. `edges`: where, in this order. */
export type TokenAccount = { kind: "token"; token: string; edges: string[] };
export type PhoneAccount = SipAccount | TokenAccount;
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
  /** Whether the calls that this provider carries can be recorded. */
  readonly records: boolean;
  /** Whether a customer whom nobody answers can leave a message. */
  readonly takesMessages: boolean;
  /** Whether this provider can play prompts to a customer who is alone on the line, and hear the keys they press. */
  readonly prompts: boolean;
  /**
   * Why customers cannot enter a card by keypad now, apart from everybody else; null when they can. Absent where they never can.
   * @param language in which they are spoken to
   */
  cardKeysProblem?(language: MenuLanguage): Promise<CardKeysProblem | null>;
};

/**
 * `unsupported`: not by this provider; `away`: the phone system does not answer; `sounds_missing`: it lacks what customers are to hear;
 * `keys_logged`: it would write the keys into its log.
 */
export type CardKeysProblem = "unsupported" | "away" | "sounds_missing" | "keys_logged";

/** What a provider of calls is answered to a request of its. */
export type VoiceAnswer = { status: number; headers: Record<string, string>; body: string | Buffer };
/** What became of a request: `unsigned`: nobody can tell who sent it, and nothing was done. */
export type VoiceWebhookResult = { outcome: "accepted" | "unsigned" | "refused"; answer: VoiceAnswer };

/** The webhook endpoint of a provider of calls, below /api/webhooks/<name>. */
export type VoiceWebhook = {
  readonly name: string;
  readonly maxBodyBytes: number;
  /**
   * Verifies the request before it reads it.
   * @param path what follows the name: "", or "/more"
   * @throws DomainError, or an error of the database
   */
  receive(raw: RawRequest, path: string): Promise<VoiceWebhookResult>;
};
