import { ACCOUNT } from "./account";
import type { Verb } from "./document";

/* What Twilio knows of calls and conferences, and the answers of its REST API about them, as its documentation shows them. */

export type PhoneCall = {
  sid: string;
  from: string;
  to: string;
  status: string;
  createdAt: Date;
  seconds: number;
  report: string;
  /** What it has still to do, as we answered; nothing while it is in a conference. */
  document: Verb[];
};
export type Member = {
  call: PhoneCall;
  label: string;
  status: "ringing" | "connected";
  muted: boolean;
  hold: boolean;
  coach: string | null;
  /** What is heard until the conference starts; "" for nothing. */
  waits: string;
};
export type Room = {
  sid: string;
  name: string;
  status: "init" | "in-progress" | "completed";
  members: Member[];
  sequence: number;
  report: string;
};
export type Reply = [status: number, body: object];

export const GONE: Reply = [404, { code: 20404, message: "The requested resource was not found", status: 404 }];

export const OVER = ["completed", "busy", "failed", "no-answer", "canceled"];

export const page = (name: string, entries: object[]) => ({
  ...{ [name]: entries, first_page_uri: "", next_page_uri: null, page: 0, page_size: 50 },
});
const time = (date: Date) => date.toUTCString().replace("GMT", "+0000");
export const numberJson = (number: string, at: number) => ({
  ...{ sid: `PN${`${at}`.padStart(32, "0")}`, phone_number: number, account_sid: ACCOUNT },
  capabilities: { voice: true, sms: true, mms: true, fax: false },
});
export const callJson = ({ sid, from, to, status, createdAt, report }: PhoneCall) => ({
  ...{ sid, from, to, status, date_created: time(createdAt), start_time: time(createdAt), account_sid: ACCOUNT },
  direction: report === "" ? "inbound" : "outbound-api",
});
export const memberJson = (room: Room, { call, label, status, muted, hold, coach }: Member) => ({
  ...{ account_sid: ACCOUNT, conference_sid: room.sid, call_sid: call.sid, label, status, muted, hold },
  ...{ coaching: coach !== null, call_sid_to_coach: coach, start_conference_on_enter: true },
  ...{ end_conference_on_exit: false, date_created: time(call.createdAt), date_updated: time(call.createdAt) },
});
