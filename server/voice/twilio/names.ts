import { createHash } from "node:crypto";
import { parse, stringify, v5 } from "uuid";
import type { Id } from "@/server/contract/ids";
import type { Tab } from "@/server/contract/voice";

/* What our calls, legs and browsers are called at Twilio. From these names alone a worker that starts finds everything again. */

const CALLS = "3b9a7a52-6d0d-4d2e-8f6b-0d9a4be1a0c7";
const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** The call that a customer's call at Twilio is: the same one, however often it is reported. */
export const callIdOf = (callSid: string): Id => v5(callSid, CALLS);

export const conferenceOf = (callId: Id): string => `call-${callId}`;
const CONFERENCE = new RegExp(`^call-(${UUID})$`);
/** @returns null for a conference that we did not name */
export const callOfConference = (name: string): Id | null => CONFERENCE.exec(name)?.[1] ?? null;

const IDENTITY = /^sl_([0-9a-f]{32})_([0-9a-f]{32})$/;
const hex = (id: Id): string => Buffer.from(parse(id)).toString("hex");
const uuid = (text: string): Id => stringify(Buffer.from(text, "hex"));

/** Who a browser tab is at Twilio, which allows letters, digits and underscores. */
export const identityOf = ({ sessionId, deviceId }: Tab): string => `sl_${hex(sessionId)}_${hex(deviceId)}`;
/** The tab whose browser places a call; null for a caller who is none of our browsers. */
export function tabOfCaller(from: string): Tab | null {
  const [, session, device] = IDENTITY.exec(from.replace(/^client:/, "")) ?? [];
  if (!from.startsWith("client:") || !session || !device) return null;
  try {
    return { sessionId: uuid(session), deviceId: uuid(device) };
  } catch {
    return null;
  }
}

/** The label of the customer's participant: there is one. */
export const customerLabel = (legId: Id): string => `leg-${legId}-customer`;
/** The label of a browser's participant: another one each time that it connects. */
export const browserLabel = (legId: Id, tab: Tab, callSid: string): string =>
  `leg-${legId}-${tagOf(tab)}-${callSid.slice(-8)}`;
/** Whether the label is of this browser tab. */
export const isOfTab = (label: string, tab: Tab): boolean => label.split("-").at(-2) === tagOf(tab);

const tagOf = (tab: Tab): string => createHash("sha256").update(identityOf(tab)).digest("hex").slice(0, 12);

const LABEL = new RegExp(`^leg-(${UUID})-`);
/** The leg that a participant is for; null for one that we did not label. */
export const legOf = (label: string): Id | null => LABEL.exec(label)?.[1] ?? null;
