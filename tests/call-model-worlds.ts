import fc from "fast-check";
import type { PlayedMenu } from "@/server/contract/menu-walk";
import type { Call } from "@/server/domain/calls/call";
import { type MenuFacts, startMenu } from "@/server/domain/calls/menus/menu";
import type { QueueFacts } from "@/server/domain/calls/queue";
import type { VoicemailOffer } from "@/server/domain/calls/voicemail";
import { aCall } from "./a-call";

/* Where the stories of the model of calls begin. */

export const PEOPLE = ["ana", "abe", "ben"] as const;
export type Person = (typeof PEOPLE)[number] | "sue";
export const MAX_WAIT_SECONDS = 300;

/** A call and the world around it. `owner`: whose the conversation is; kept as the commands keep it. */
export type World = {
  call: Call;
  now: number;
  available: Set<Person>;
  silent: Set<string>;
  gone: Set<Person>;
  owner: Person | null;
  /** What may be offered to a customer whom nobody answers. */
  voicemail: VoicemailOffer | null;
  /** What customers who wait hear about the queue. */
  queue: QueueFacts | null;
  /** Who asked for the end: the customer, a person of ours, or the longest wait. */
  ended: string | null;
};

const newWorld = (): World => ({
  call: aCall({ startedAt: new Date(0) }),
  now: 0,
  available: new Set(PEOPLE),
  silent: new Set(),
  gone: new Set(),
  owner: null,
  voicemail: null,
  queue: null,
  ended: null,
});
/** What carries the call can record it, and the place wants that: messages, and calls. */
const withVoicemail = (): World => ({ ...newWorld(), voicemail: { maxSeconds: 60, isClosed: false } });
/** Before a message, customers may ask to be called back. */
const withOffer = (): World => ({
  ...newWorld(),
  voicemail: { maxSeconds: 60, isClosed: false, offersCallback: true },
});
/** Customers who wait hear their position each half a minute, and may ask to be called back. */
const withQueue = (): World => ({ ...withVoicemail(), queue: { everySeconds: 30, ahead: 2, offersCallback: true } });

/** Ana calls the customer, who is rung for 40 seconds. */
const outgoingWorld = (): World => ({
  ...newWorld(),
  owner: "ana",
  call: aCall({
    direction: "out",
    startedAt: new Date(0),
    queuedAt: null,
    holderId: "ana",
    ringUntil: new Date(40_000),
    legs: [
      { id: "customer", state: "ringing", joinedAt: null, aliveAt: null },
      { id: "ana", purpose: "call_out" },
    ],
  }),
});

const option = { placeId: null, language: null, sound: null, place: null };
const PLAYED: PlayedMenu = {
  greeting: null,
  options: [
    { ...option, key: "1", action: "order_status" },
    { ...option, key: "2", action: "place", placeId: "harbor" },
    { ...option, key: "3", action: "place", placeId: "outlet" },
    { ...option, key: "4", action: "voicemail" },
    { ...option, key: "5", action: "language", language: "es" },
    { ...option, key: "9", action: "repeat" },
  ],
};
/** The customer hears a menu. The outlet takes no work any more. */
const menuWorld = (hasVoicemail: boolean) => (): World => {
  const world = hasVoicemail ? withVoicemail() : newWorld();
  startMenu(world.call, PLAYED, new Date(0));
  return world;
};
export const menuFactsOf = ({ voicemail }: World, isKnown: boolean): MenuFacts => ({
  ...{ status: isKnown ? "ready" : null, takesWork: new Set(["harbor"]), voicemail },
});
export const worlds = fc.constantFrom(
  ...[newWorld, withVoicemail, withOffer, withQueue, outgoingWorld, menuWorld(true), menuWorld(false)],
);
