import { TWILIO } from "@/server/contract/constants";
import type { Id } from "@/server/contract/ids";
import { loadCalls } from "@/server/domain/calls/load-call";
import { MAX_CALL_MINUTES } from "@/server/domain/calls/recording";
import {
  dropRecording,
  markCleared,
  type OpenRecording,
  type RecordedAudio,
  storeRecording,
} from "@/server/domain/calls/recordings/store-recording";
import type { Ctx } from "@/server/domain/context";
import { addressOfEndpoint } from "@/server/domain/settings/active-endpoints";
import { durationMsOf, hasSpeech, joinSides, wavOf } from "@/server/lib/mu-law";
import { OpenRecordings } from "../open-recordings";
import type { TwilioVoiceApi } from "./api";
import { findCustomerCall } from "./find-customer";
import type { MadeRecording } from "./recordings-api";
import { channelsOf } from "./wav";

/** Two channels of 16 bits. */
const BYTES_A_MINUTE = 60 * 8000 * 2 * 2;
const MAX_BYTES = (MAX_CALL_MINUTES + 1) * BYTES_A_MINUTE;
/** A recording that is in no list so long after its call ended was never made. */
const LISTED_MS = 60_000;
/** Nothing will come of these. */
const NEVER_MADE: readonly string[] = ["absent", "failed", "deleted"];

type Api = Pick<TwilioVoiceApi, "callsBetween" | "recordingsOf" | "audioOf" | "deleteRecording">;

/**
 * Brings the recordings of calls that are over from Twilio into the database, and deletes them there. Which are ours is found out from
 * Twilio's lists. Each step can be repeated, so wherever a process is killed, the next one goes on: a recording is stored once, and
 * its copy is deleted only afterwards.
 */
export class RecordingCollector {
  private readonly open: OpenRecordings;
  /** The customers' calls at Twilio, by ours. */
  private readonly sids = new Map<Id, string>();

  constructor(
    private readonly ctx: Ctx,
    private readonly api: Api,
  ) {
    this.open = new OpenRecordings(ctx, TWILIO, (recording) => this.collect(recording));
  }

  /** @returns whether a recording has still to be collected @throws an error of the database */
  run = (): Promise<boolean> => this.open.run();

  private async collect(recording: OpenRecording): Promise<boolean> {
    const { id, state } = recording;
    const found = await this.find(recording);
    if (found === null) return false;
    if (state === "pending") {
      const sides = await this.longest(found);
      if (sides === "unfinished") return false;
      if (sides.some(hasSpeech)) await storeRecording(this.ctx, id, audioOf(sides));
    }
    // A row that is still pending is dropped last: without it nobody would delete Twilio's copy.
    for (const { sid } of found) await this.api.deleteRecording(sid);
    await dropRecording(this.ctx, { recordingId: id });
    await markCleared(this.ctx, { recordingId: id });
    this.sids.delete(recording.callId);
    return true;
  }

  /** What Twilio has of a recording; null while it may still turn up. */
  private async find({ callId, kind }: OpenRecording): Promise<MadeRecording[] | null> {
    const [call] = await loadCalls(this.ctx.db, [callId]);
    if (!call?.endedAt) return [];
    const sid = await this.sidOf(call);
    const found = sid ? (await this.api.recordingsOf(sid)).filter((one) => one.kind === kind) : [];
    const isOld = this.ctx.now().getTime() - call.endedAt.getTime() > LISTED_MS;
    return found.length > 0 || isOld ? found : null;
  }

  private async sidOf(call: Parameters<typeof findCustomerCall>[1]): Promise<string | null> {
    const { api, ctx } = this;
    const addressOf = (endpointId: Id) => addressOfEndpoint(ctx.db, endpointId);
    const sid = this.sids.get(call.id) ?? (await findCustomerCall({ api, addressOf }, call));
    if (sid) this.sids.set(call.id, sid);
    return sid;
  }

  /** Each side of the longest: a message that was begun again has more than one recording. */
  private async longest(found: readonly MadeRecording[]): Promise<Buffer[] | "unfinished"> {
    const made = found.filter(({ status }) => !NEVER_MADE.includes(status));
    if (made.some(({ status }) => status !== "completed")) return "unfinished";
    const [longest] = [...made].sort((a, b) => b.seconds - a.seconds);
    if (!longest) return [];
    return channelsOf(await this.api.audioOf(longest, MAX_BYTES));
  }
}

/** A message is of one side. Of a call, what the customer says is on the left, and what they hear on the right (ADR 0067). */
function audioOf([said, heard]: readonly Buffer[]): RecordedAudio {
  if (!said || !heard)
    return { audio: wavOf(said ?? Buffer.alloc(0)), durationMs: durationMsOf(said ?? Buffer.alloc(0)) };
  return { audio: wavOf(joinSides(said, heard), 2), durationMs: Math.max(durationMsOf(said), durationMsOf(heard)) };
}
