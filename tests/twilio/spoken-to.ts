import { OVER, type PhoneCall } from "./api-shapes";
import { type Callback, callParams, gatherParams, recordParams } from "./callbacks";
import { soundOf, type Verb, verbsOf } from "./document";
import { Exchange } from "./exchange";
import type { FakeRecording } from "./recordings";

const SOUNDS = ["Say", "Play", "Pause", "Gather"];

/** Calls that are in no conference: what is said to them, the keys they press, and what is recorded of them. */
export abstract class SpeakingExchange extends Exchange {
  readonly recordings: FakeRecording[] = [];
  /** Recordings of calls that end stay in the works. */
  isSlowToRecord = false;

  /** The sounds that a call hears are over: the tone follows, or our side is asked what comes next. */
  async hearsOut(call: PhoneCall): Promise<void> {
    while (SOUNDS.includes(call.document[0]?.name ?? "")) {
      const verb = call.document.shift() as Verb;
      const { action, actionOnEmptyResult } = verb.attributes;
      if (verb.name === "Gather" && actionOnEmptyResult === "true")
        return this.ask(call, { url: action ?? "", more: gatherParams("") });
    }
    await this.carryOut(call);
  }

  /** A customer presses a key: it ends what waits for one. */
  async presses(call: PhoneCall, key: string): Promise<void> {
    const [verb] = call.document;
    const { action = "" } = verb?.attributes ?? {};
    if (verb?.name === "Gather") await this.ask(call, { url: action, more: gatherParams(key) });
    if (verb?.name === "Record" && verb.attributes.finishOnKey?.includes(key)) await this.recordingEnds(call, key);
  }

  /** Somebody says something: it is in the recordings that go on. */
  says(call: PhoneCall, words: string): void {
    for (const one of this.recordings)
      if (one.callSid === call.sid && one.status === "in-progress") one.says.push(words);
  }

  /** A message is over: by a key, by hanging up, or by silence. */
  async recordingEnds(call: PhoneCall, by: string): Promise<void> {
    const [verb] = call.document;
    if (verb?.name !== "Record") throw new Error("no message is being left");
    const made = this.recordings.findLast(({ callSid, source }) => callSid === call.sid && source === "RecordVerb");
    if (!made) throw new Error("nothing is recorded");
    const isEmpty = made.says.length === 0;
    made.status = isEmpty ? "absent" : this.isSlowToRecord ? "processing" : "completed";
    const action = verb.attributes.action ?? "";
    if (by === "hangup") this.end(call);
    if (!isEmpty) {
      const more = recordParams({ sid: made.sid, seconds: made.says.length, digits: by });
      return this.ask(call, { url: action, more });
    }
    call.document.shift();
    await this.carryOut(call);
  }

  protected override ended(call: PhoneCall): void {
    call.document = [];
    for (const one of this.recordings)
      if (one.callSid === call.sid && ["in-progress", "paused"].includes(one.status))
        one.status = this.isSlowToRecord ? "processing" : "completed";
  }

  protected newRecording(callSid: string, source: FakeRecording["source"], channels: number): FakeRecording {
    const made: FakeRecording = {
      ...{ sid: this.newSid("RE"), callSid, source, channels, status: "in-progress", says: [], createdAt: this.now() },
    };
    this.recordings.push(made);
    return made;
  }

  private async ask(call: PhoneCall, { url, more }: { url: string; more: Record<string, string> }): Promise<void> {
    await this.goOn(call, { url, params: { ...callParams(call), ...more } });
  }

  /** A document that is followed by none ends the call. */
  protected async goOn(call: PhoneCall, callback: Callback): Promise<void> {
    const doing = call.document;
    const answer = await this.postSigned(callback);
    // It was told by the API to do something else meanwhile.
    if (call.document !== doing) return;
    if (OVER.includes(call.status)) return;
    if (answer.status === 200) return this.perform(call, answer.body);
    this.end(call);
  }

  /** Does with a call what a document says. */
  protected async perform(call: PhoneCall, document: string): Promise<void> {
    call.document = verbsOf(document);
    await this.carryOut(call);
  }

  private async carryOut(call: PhoneCall): Promise<void> {
    const [verb] = call.document;
    if (verb?.name === "Record") this.newRecording(call.sid, "RecordVerb", 1);
    else if (verb?.name === "Redirect") await this.ask(call, { url: verb.text, more: {} });
    else if (verb?.name === "Dial") {
      call.document = [];
      this.joinConference(call, verb);
    } else if (!verb || verb.name === "Hangup") this.end(call);
  }

  /** What is heard: by whom, of whom, in labels; or what is said to them. */
  override hears(call: PhoneCall): string[] {
    const heard = call.status === "in-progress" && call.document.length > 0 ? soundOf(call.document[0]) : "nothing";
    return heard === "nothing" ? super.hears(call) : [heard];
  }
}
