import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { says } from "../fake-twilio";
import { KEPT_ALIVE } from "../kept-alive";
import { ACCOUNT, TOKEN } from "./account";
import {
  callJson,
  GONE,
  type Member,
  memberJson,
  numberJson,
  OVER,
  type PhoneCall,
  page,
  type Reply,
  type Room,
} from "./api-shapes";
import type { Post } from "./callbacks";
import { type FakeRecording, recordingJson, wavOf } from "./recordings";
import { SpeakingExchange } from "./spoken-to";

/** Refused with a status; lost on the way; or carried out without an answer that says so. */
export type MoveFailure = number | "request lost" | "answer lost";
type Request = { method: string; path: string; query: URLSearchParams; form: URLSearchParams };

const ROOT = `/2010-04-01/Accounts/${ACCOUNT}`;
/**
 * Twilio Voice as its documentation describes it: the REST API, which the official SDK asks, conferences, and signed callbacks to our
 * side. It knows no more than its author: what the real one does beyond the documentation, it does not do.
 */
export class FakeTwilioVoice extends SpeakingExchange {
  /** What was requested of the API, but for questions: "POST /Calls/CA…". */
  readonly asked: string[] = [];
  numbers: string[] = [];
  /** The API is out of reach; calls go on, and so do callbacks. */
  isAway = false;
  /** What the next request to call somebody is refused with. */
  refusesDial: { status: number; code: number } | null = null;

  /** What becomes of the next requests that give a call another document, one after the other: a refusal, or no answer. */
  movesFail: MoveFailure[] = [];
  /** What requests to record a call are refused with. */
  refusesToRecord: { status: number; code: number } | null = null;

  private constructor(
    private readonly server: Server,
    post: Post,
  ) {
    super(post);
  }

  static async open(post: Post): Promise<FakeTwilioVoice> {
    const server = createServer(KEPT_ALIVE);
    const fake = new FakeTwilioVoice(server, post);
    server.on("request", (req, res) => void fake.serve(req, res));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return fake;
  }

  get base(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    await this.settled();
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private async serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of req) body += chunk;
    if (this.isAway) return void req.socket.destroy();
    if (req.headers.authorization !== `Basic ${btoa(`${ACCOUNT}:${TOKEN}`)}`)
      return says(res, 401, { code: 20003, message: "Authenticate", status: 401 });
    const url = new URL(req.url ?? "", this.base);
    const method = req.method ?? "";
    const path = url.pathname.replace(ROOT, "").replace(/\.json$/, "");
    const form = new URLSearchParams(body);
    if (method !== "GET") this.asked.push([method, path, form].filter((part) => `${part}` !== "").join(" "));
    const audio = method === "GET" ? this.audioAsked(path, url.searchParams) : null;
    if (audio) return void res.writeHead(200, { "content-type": "audio/x-wav" }).end(audio);
    const failure = form.has("Twiml") ? this.movesFail.shift() : undefined;
    if (typeof failure === "number") return says(res, failure, { code: 20500, message: "Not now", status: failure });
    if (failure === "request lost") return void req.socket.destroy();
    const [status, reply] = this.answer({ method, path, query: url.searchParams, form });
    if (failure === "answer lost") return void req.socket.destroy();
    says(res, status, reply);
  }

  private answer(request: Request): Reply {
    const { method, path } = request;
    const [, area = "", id = "", part = "", member = ""] = path.split("/");
    if (area === "") return [200, { sid: ACCOUNT, status: "active" }];
    if (area === "IncomingPhoneNumbers") return [200, page("incoming_phone_numbers", this.numbers.map(numberJson))];
    if (area === "Recordings") return this.recordingAsked(id, request);
    if (area === "Calls" && part === "Recordings") return this.recordingsAsked(id, member, request);
    if (area === "Calls") return id ? this.callAsked(id, request) : [200, page("calls", this.callsAsked(request))];
    if (area !== "Conferences") return GONE;
    if (!id) return [200, page("conferences", this.roomsAsked(request))];
    if (part === "Participants" && !member && method === "POST") return this.dialAsked(id, request);
    const room = this.rooms.find(({ sid, status }) => sid === id && status !== "completed");
    if (!room) return GONE;
    const members = room.members.map((one) => memberJson(room, one));
    if (!member) return [200, page("participants", members)];
    return this.changeAsked(room, member, request);
  }

  private callAsked(sid: string, { method, form }: Request): Reply {
    const call = this.calls.get(sid);
    if (!call) return GONE;
    if (method === "POST") {
      if (OVER.includes(call.status)) return [400, { code: 21220, message: "Call is not in-progress.", status: 400 }];
      const document = form.get("Twiml");
      if (document) this.moved(call, document);
      else this.end(call, call.status === "in-progress" ? "completed" : "canceled");
    }
    return [200, callJson(call)];
  }

  /** A call goes on by another document, outside of its conference. */
  private moved(call: PhoneCall, document: string): void {
    this.leave(call, "participant_updated_via_api");
    this.meanwhile(this.perform(call, document));
  }

  private callsAsked = ({ query }: Request): object[] =>
    [...this.calls.values()]
      .filter(({ to, from }) => [null, to].includes(query.get("To")) && [null, from].includes(query.get("From")))
      .filter(({ createdAt }) => createdAt >= new Date(query.get("StartTime>") ?? 0))
      .filter(({ createdAt }) => createdAt <= new Date(query.get("StartTime<") ?? "9999"))
      .reverse()
      .map(callJson);

  private recordingsAsked(callSid: string, sid: string, { method, form }: Request): Reply {
    const made = this.recordings.filter((one) => one.callSid === callSid);
    if (method === "GET") return [200, page("recordings", [...made].reverse().map(recordingJson))];
    if (!sid) return this.recordAsked(callSid, form);
    const found = made.find((one) => one.sid === sid);
    if (!found || !["in-progress", "paused"].includes(found.status)) return GONE;
    const status = form.get("Status");
    found.status = status === "stopped" ? "completed" : (status as "paused" | "in-progress");
    return [200, recordingJson(found)];
  }

  private recordAsked(callSid: string, form: URLSearchParams): Reply {
    const refused = this.refusesToRecord;
    if (refused) return [refused.status, { ...refused, message: "Requested resource is not eligible for recording" }];
    if (this.calls.get(callSid)?.status !== "in-progress") return GONE;
    const made = this.newRecording(callSid, "StartCallRecordingAPI", form.get("RecordingChannels") === "dual" ? 2 : 1);
    return [201, recordingJson(made)];
  }

  private recordingAsked(sid: string, { method }: Request): Reply {
    const at = this.recordings.findIndex((one) => one.sid === sid);
    if (at < 0) return GONE;
    if (method !== "DELETE") return [200, recordingJson(this.recordings[at] as FakeRecording)];
    this.recordings.splice(at, 1);
    return [204, {}];
  }

  /** The file of a recording; null where another thing is asked for. */
  private audioAsked(path: string, query: URLSearchParams): Buffer | null {
    const [, sid] = /^\/Recordings\/(RE\w+)\.wav$/.exec(path) ?? [];
    const made = this.recordings.find((one) => one.sid === sid && one.status === "completed");
    return made ? wavOf(made, query.get("RequestedChannels") === "1" ? 1 : made.channels) : null;
  }

  private roomsAsked = ({ query }: Request): object[] =>
    this.rooms
      .filter(({ name }) => [null, name].includes(query.get("FriendlyName")))
      .filter(({ status }) => [null, `${status}`].includes(query.get("Status")))
      .map(({ sid, name, status }) => ({ sid, friendly_name: name, status, account_sid: ACCOUNT }));

  private dialAsked(name: string, { form }: Request): Reply {
    const refused = this.refusesDial;
    this.refusesDial = null;
    if (refused) return [refused.status, { ...refused, message: `To ${form.get("To")} is not possible` }];
    const room = this.roomOf(name, form.get("ConferenceStatusCallback") ?? "");
    const field = (name: string) => form.get(name) ?? "";
    const call = this.newCall({ sid: this.newSid("CA"), from: field("From"), to: field("To"), status: "ringing" });
    call.report = field("StatusCallback");
    const label = field("Label");
    const member: Member = { call, label, status: "ringing", muted: false, hold: false, coach: null, waits: "" };
    room.members.push(member);
    this.progress(call);
    return [201, memberJson(room, member)];
  }

  private changeAsked(room: Room, callSid: string, { form }: Request): Reply {
    const member = room.members.find(({ call }) => call.sid === callSid);
    if (!member) return GONE;
    const said = (field: string) => (form.has(field) ? form.get(field) === "true" : null);
    const [hold, muted, coaching] = [said("Hold"), said("Muted"), said("Coaching")];
    if (coaching !== null) member.coach = coaching ? form.get("CallSidToCoach") : null;
    if (hold !== null && hold !== member.hold) {
      member.hold = hold;
      this.report(room, hold ? "participant-hold" : "participant-unhold", member);
    }
    if (muted !== null && muted !== member.muted) {
      member.muted = muted;
      this.report(room, muted ? "participant-mute" : "participant-unmute", member);
    }
    return [200, memberJson(room, member)];
  }
}
