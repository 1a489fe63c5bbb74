import type { Db, Tx } from "@/db/client";
import type { OrderView } from "@/server/contract/commerce";
import type { Identity } from "@/server/contract/customers";
import type { Id } from "@/server/contract/ids";
import type { MenuLanguage } from "@/server/contract/menus";
import type { PaymentService } from "@/server/contract/payments";
import type { SettingDefinition } from "@/server/contract/setting";
import type { Actor } from "@/server/contract/team";
import type { Transcriber } from "@/server/contract/transcriber";
import type { CallingEndpoint, CardKeysProblem, PhoneAccount, Tab } from "@/server/contract/voice";
import type { Clock } from "@/server/lib/clock";

/** Reads settings. */
export type SettingsReader = {
  /** @returns the value that applies at a place; with `null`, the organization's */
  get<V>(setting: SettingDefinition<V>, placeId: Id | null): Promise<V>;
  /** Every place that has settings. */
  places(): Promise<readonly Id[]>;
};

/** Cached settings, updated within a second of a change on any node. */
export type SettingsPort = SettingsReader & {
  /** Reads through an open transaction, because a read beside it would wait for the embedded database's only connection. */
  within(tx: Tx): SettingsReader;
  /** Rereads at the next call. */
  forget(): void;
};

/** Who is available now, on any node. */
export type PresencePort = {
  /** Whether somebody who works at this place is available, or will be after the call that they are on. */
  isStaffed(placeId: Id): boolean;
  /** The people who work at this place and are available. */
  availableAt(placeId: Id): readonly Id[];
  isAvailable(userId: Id): boolean;
};

/** What carries calls. */
export type VoicePort = {
  /** @returns the kind of the provider that can reach this address now, or null */
  providerFor(address: Identity, endpoint: CallingEndpoint): Promise<string | null>;
  /**
   * Makes a browser tab a phone of the provider that carries a call.
   * @throws DomainError "unavailable": the phone system is away, or is not connected any more
   */
  openPhone(provider: string, tab: Tab): Promise<PhoneAccount>;
  /** Whether the calls of this provider can be recorded. */
  records(provider: string): boolean;
  /** Whether a customer of this provider whom nobody answers can leave a message. */
  takesMessages(provider: string): boolean;
  /** Whether the customers of this provider can hear prompts, and answer them with keys. */
  prompts(provider: string): boolean;
  /** Why the customers of this provider cannot enter a card by keypad now; null when they can. */
  cardKeysProblem(provider: string, language: MenuLanguage): Promise<CardKeysProblem | null>;
};

/** Orders of customers, from the retailer's systems. */
export type CommercePort = {
  /** @returns a customer's newest orders, each with its source and age */
  ordersOf(customerId: Id): Promise<OrderView[]>;
};

/** The context of every query and command: the database, the actor, the clock, and ports that the edge provides. */
export type Ctx<A extends Actor = Actor> = {
  readonly db: Db;
  readonly actor: A;
  readonly now: Clock;
  readonly settings: SettingsPort;
  readonly presence: PresencePort;
  readonly voice: VoicePort;
  /** Null where the operator has connected none. */
  readonly transcriber: Transcriber | null;
  /** What takes cards that customers enter by keypad; null where the operator has connected none. */
  readonly payments: PaymentService | null;
  readonly commerce: CommercePort;
};
