import { createHash, randomUUID } from "node:crypto";
import { PUBLIC_URL } from "./account";
import { type Member, OVER, type PhoneCall, type Room } from "./api-shapes";
import {
  type Callback,
  type CallbackAnswer,
  callParams,
  clientParams,
  conferenceParams,
  type Post,
  signed,
  statusParams,
} from "./callbacks";
import { heardIn } from "./conference";
import type { Verb } from "./document";

/** The calls and conferences of the double of Twilio: what telephones and browsers do, what they hear, and what is reported of them. */
export abstract class Exchange {
  /** Keeps callbacks back instead of delivering them. */
  kept: Callback[] | null = null;
  now = (): Date => new Date();
  protected readonly calls = new Map<string, PhoneCall>();
  protected readonly rooms: Room[] = [];
  private readonly delivering = new Set<Promise<unknown>>();
  private made = 0;

  /** @param post our side; another one after a restart */
  constructor(public post: Post) {}

  /** Every callback so far was answered. */
  async settled(): Promise<void> {
    while (this.delivering.size > 0) await Promise.all(this.delivering);
  }

  /** A customer calls one of our numbers. @returns their call, in the conference that our answer names */
  async dial(from: string, to: string, sid = this.newSid("CA")): Promise<PhoneCall> {
    const call = this.newCall({ sid, from, to, status: "ringing" });
    await this.follow(call, { url: CALL_URL, params: callParams(call) });
    return call;
  }

  /** The call webhook again, as after an answer that was lost. */
  repeat = (call: PhoneCall): Promise<CallbackAnswer> =>
    this.post(signed({ url: CALL_URL, params: callParams({ ...call, status: "ringing" }) }));

  /** A browser connects to our application. */
  async connect(identity: string, leg: string): Promise<PhoneCall> {
    const call = this.newCall({ sid: this.newSid("CA"), from: `client:${identity}`, to: "", status: "ringing" });
    const params = clientParams({ sid: call.sid, identity, leg, appSid: `AP${"c".repeat(32)}` });
    await this.follow(call, { url: CALL_URL, params });
    return call;
  }

  /** The calls that we placed, oldest first. */
  placed = (): PhoneCall[] => [...this.calls.values()].filter(({ report }) => report !== "");

  /** Somebody whom we called picks up. */
  pickUp(call: PhoneCall): void {
    const [room, member] = this.find(call.sid);
    if (!room || !member) throw new Error("nobody is called");
    call.status = "in-progress";
    this.progress(call);
    this.enter(room, member);
  }

  /** A call ends, at the other end or by our request. */
  end(call: PhoneCall, status = "completed", more: { sip?: string; seconds?: number } = {}): void {
    if (OVER.includes(call.status)) return;
    const seconds = call.status === "in-progress" ? 5 : 0;
    call.status = status;
    this.leave(call, "participant_hung_up");
    this.ended(call);
    this.progress(call, { seconds, ...more });
  }

  /** What is heard: by whom, of whom, in labels; or a sound. */
  hears(call: PhoneCall): string[] {
    return heardIn(...this.find(call.sid));
  }

  protected newSid = (prefix: string): string =>
    prefix +
    createHash("md5")
      .update(`${prefix}${this.made++}${seed}`)
      .digest("hex");

  protected newCall(values: Pick<PhoneCall, "sid" | "from" | "to" | "status">): PhoneCall {
    // Twilio's times are whole seconds.
    const createdAt = new Date(Math.floor(this.now().getTime() / 1000) * 1000);
    const call: PhoneCall = { createdAt, seconds: 0, report: "", document: [], ...values };
    this.calls.set(call.sid, call);
    return call;
  }

  /** Our answer to a call that comes in. */
  private async follow(call: PhoneCall, callback: Callback): Promise<void> {
    const { status, body } = await this.postSigned(callback);
    call.status = status !== 200 ? "failed" : body.includes("<Reject") ? "busy" : "in-progress";
    if (call.status === "in-progress") await this.perform(call, body);
  }

  /** Does with a call what a document says. */
  protected abstract perform(call: PhoneCall, document: string): Promise<void>;

  protected postSigned = (callback: Callback): Promise<CallbackAnswer> => this.post(signed(callback));

  protected joinConference(call: PhoneCall, { children }: Verb): void {
    const [conference] = children;
    if (!conference) throw new Error("nobody to dial");
    const { attributes: said, text: name } = conference;
    const room = this.roomOf(name, said.statusCallback ?? "");
    const member: Member = {
      ...{ call, label: said.participantLabel ?? "", status: "ringing", hold: false, coach: null },
      ...{ muted: said.muted === "true", waits: said.waitUrl ?? "" },
    };
    room.members.push(member);
    this.enter(room, member);
  }

  protected roomOf(name: string, report: string): Room {
    const known = this.rooms.find((room) => room.name === name && room.status !== "completed");
    if (known) return known;
    const room: Room = { sid: this.newSid("CF"), name, status: "init", members: [], sequence: 0, report };
    this.rooms.push(room);
    return room;
  }

  private enter(room: Room, member: Member): void {
    member.status = "connected";
    this.report(room, "participant-join", member);
    if (room.status !== "init" || room.members.filter(({ status }) => status === "connected").length < 2) return;
    room.status = "in-progress";
    this.report(room, "conference-start", null);
  }

  /** What else ends with a call. */
  protected abstract ended(call: PhoneCall): void;

  protected leave(call: PhoneCall, reason: string): void {
    const [room, member] = this.find(call.sid);
    if (!room || !member) return;
    room.members = room.members.filter((one) => one !== member);
    if (member.status === "connected") this.report(room, "participant-leave", member, reason);
    if (room.members.length > 0) return;
    room.status = "completed";
    this.report(room, "conference-end", null);
  }

  protected find(callSid: string): [Room | null, Member | null] {
    for (const room of this.rooms)
      for (const member of room.members) if (member.call.sid === callSid) return [room, member];
    return [null, null];
  }

  protected report(room: Room, event: string, member: Member | null, reason = ""): void {
    const callStatus = member?.call.status ?? "";
    const participant = member && { callSid: member.call.sid, coaching: member.coach !== null, ...member, callStatus };
    const params = conferenceParams({ conference: room, event, sequence: ++room.sequence, participant, reason });
    this.deliver({ url: room.report, params });
  }

  protected progress(call: PhoneCall, more: { sip?: string; seconds?: number } = {}): void {
    if (call.report === "") return;
    this.deliver({ url: call.report, params: statusParams({ ...call, sequence: 0, ...more }) });
  }

  private deliver(callback: Callback): void {
    if (this.kept) return void this.kept.push(callback);
    // Twilio does not repeat these.
    this.meanwhile(this.postSigned(callback));
  }

  /** Goes on while the API answers. */
  protected meanwhile(work: Promise<unknown>): void {
    const done: Promise<unknown> = work.catch(() => {}).finally(() => this.delivering.delete(done));
    this.delivering.add(done);
  }
}

const CALL_URL = `${PUBLIC_URL}/api/webhooks/twilio-voice`;
/** So that two tests at once have different ids. */
const seed = randomUUID();
