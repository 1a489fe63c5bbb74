import * as z from "zod";
import type { Ack } from "./ack";
import { PIECE_BYTES } from "./constants";
import { Id } from "./ids";
import type { LegEnd } from "./live-calls";

/*
 * The audio of calls between browsers. The server decides who hears whom (`MediaPlan`, computed from the call alone); each browser
 * opens exactly the connections of its plan, and closes the others. Browsers find each other by `Signal`s, which the server
 * passes on between legs of one call and nobody else.
 */

/** A direct connection to another leg. `offers`: this side makes the offer; of two legs exactly one does. */
export type MediaLink = { legId: Id; send: boolean; receive: boolean; offers: boolean };

/** What a leg hears beside other people. */
export const CALL_SOUNDS = ["none", "ringback", "hold"] as const;
export type CallSound = (typeof CALL_SOUNDS)[number];

/** What the browser that carries a leg does now. A higher `version` replaces a lower one; equal ones say the same. */
export type MediaPlan = {
  callId: Id;
  legId: Id;
  version: number;
  /** `moved`: another tab or device of this person carries the leg now. */
  ended: LegEnd | "moved" | null;
  links: MediaLink[];
  sound: CallSound;
  /** Of the customer, where their call is recorded. */
  notice?: RecordingNotice | undefined;
  /** Of the holder, whose browser records a call between browsers. */
  recorder?: RecorderPlan | undefined;
};

/**
 * That a call is recorded, as its customer learns it. `announcing`: their browser plays the files `sounds` one after the other and
 * reports that; until then nobody hears anybody. `transcribes`: what they say is also turned into text.
 */
export type RecordingNotice = { state: "announcing" | "announced"; sounds: string[]; transcribes: boolean };

/** What is recorded: the customer's leg on the left, and on the right whoever of `ours` they hear. `isOn`: now. */
export type RecorderPlan = { isOn: boolean; customer: Id; ours: Id[] };

/** STUN and TURN servers as the browser takes them; empty on one network. */
export type IceServer = { urls: string; username?: string; credential?: string };

/**
 * `session`: made by the sender for each connection it opens, so that signals from before a reload are not taken for later ones.
 * `toSession`: the session of the receiver that this answers; null in a first signal. Without a description and a candidate it is a
 * hello: the side that does not offer asks for an offer.
 */
export const CallSignal = z.strictObject({
  callId: Id,
  from: Id,
  to: Id,
  session: Id,
  toSession: Id.nullable(),
  description: z.strictObject({ type: z.enum(["offer", "answer"]), sdp: z.string().max(20_000) }).optional(),
  candidate: z
    .strictObject({
      candidate: z.string().max(1000),
      sdpMid: z.string().max(50).nullable(),
      sdpMLineIndex: z.number().int().nullable(),
    })
    .optional(),
});
export type CallSignal = z.infer<typeof CallSignal>;

/** A browser says that it carries a leg from now on. Asked again after every reconnect; the answer is the plan. */
export const AttachLeg = z.strictObject({ callId: Id, legId: Id, deviceId: Id });
export type AttachLeg = z.infer<typeof AttachLeg>;
export type AttachedLeg = { plan: MediaPlan; iceServers: IceServer[] };

/** Every 3 s from the browser that carries a leg; a leg that is silent for 8 s is `away`, and after 20 s more it is lost. */
export const LegAlive = z.strictObject({ callId: Id, legId: Id });
export type LegAlive = z.infer<typeof LegAlive>;

/** A customer's browser has played an announcement to its end, or could not. `transcription`: also the part about that. */
export const Announced = z.strictObject({ callId: Id, legId: Id, wasHeard: z.boolean(), transcription: z.boolean() });
export type Announced = z.infer<typeof Announced>;

/**
 * A piece of what the holder's browser records: samples of the customer and of ours in turn. `takeId`: made for what is recorded without
 * a break, of which `seq` counts the pieces from 0. `isLast`: the leg or the call has ended.
 */
export const RecordingPiece = z.strictObject({
  ...{ callId: Id, legId: Id, takeId: Id },
  seq: z.number().int().min(0).max(100_000),
  isLast: z.boolean(),
  data: z.instanceof(Uint8Array).refine(({ length }) => length <= PIECE_BYTES && length % 2 === 0),
});
export type RecordingPiece = z.infer<typeof RecordingPiece>;

/**
 * Sockets: staff use the namespace "/" with their session; customers use "/call", authenticated by the leg token that starting
 * the call gave them.
 */
export type CallMediaServerEvents = {
  call_plan: (plan: MediaPlan) => void;
  call_signal: (signal: CallSignal) => void;
};
export type CallMediaClientEvents = {
  call_attach: (input: AttachLeg, ack: Ack<AttachedLeg>) => void;
  call_signal: (signal: CallSignal) => void;
  call_alive: (input: LegAlive) => void;
  call_announced: (input: Announced, ack: Ack<null>) => void;
  call_piece: (piece: RecordingPiece, ack: Ack<null>) => void;
  /** The holder's browser cannot record. */
  call_unrecorded: (input: LegAlive, ack: Ack<null>) => void;
};
/** Why a customer does not answer a call of ours: they do not want to, or talk to somebody else. */
export const DeclineRing = z.strictObject({ as: z.enum(["declined", "busy"]) });
export type DeclineRing = z.infer<typeof DeclineRing>;
/** What a customer's browser can do beside: answer a call of ours or decline it, and end a call. */
export type CustomerCallEvents = CallMediaClientEvents & {
  answer: (ack: Ack<null>) => void;
  decline: (input: DeclineRing, ack: Ack<null>) => void;
  hang_up: (ack: Ack<null>) => void;
};

/** POST /api/widget/calls (Bearer visitor token). The same `callId` again is the same call. */
export const StartWebCall = z.strictObject({ callId: Id, name: z.string().trim().max(80).nullish() });
export type StartedWebCall = { callId: Id; legId: Id; token: string; place: string };
