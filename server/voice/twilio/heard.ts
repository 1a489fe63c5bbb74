import { TWILIO } from "@/server/contract/constants";
import { DomainError } from "@/server/contract/errors";
import { Id } from "@/server/contract/ids";
import type { Call } from "@/server/domain/calls/call";
import { endPromptOf } from "@/server/domain/calls/end-prompt";
import { endVoicemailOf } from "@/server/domain/calls/end-voicemail";
import { loadCalls } from "@/server/domain/calls/load-call";
import { reportRecording } from "@/server/domain/calls/report-recording";
import { type CallLanguage, callLanguage } from "@/server/domain/calls/settings";
import type { Ctx } from "@/server/domain/context";
import { afterGreeting, untilNext } from "./documents";
import { endCall } from "./twiml";

/*
 * Twilio has said something to a customer who is alone, and asks what comes next. The call learns it; where the customer goes from there
 * is decided by the call, and the leading node brings them there. A request that comes late or again changes nothing.
 */

/** `what`: of `HEARD`; `id`: of the recording or the prompt; `key`: "" for none. */
export type HeardReport = { callId: string; what: string; id: string; key: string };
export type Next = { callId: Id | null; twiml: string };

const over = (callId: Id | null): Next => ({ callId, twiml: endCall() });

/** A customer has heard what was said to them, or answered it with a key. */
export async function hearOfSpeech(ctx: Ctx, publicUrl: string, { callId, what, id, key }: HeardReport): Promise<Next> {
  const call = await twilioCall(ctx, callId);
  if (!call) return over(null);
  if (what === "prompt" && call.prompt?.id === id) await promptHeard(ctx, call, key);
  if (what === "announcement" && call.recording?.recordingId === id) await announced(ctx, call);
  if (what === "notice" && call.voicemail?.recordingId === id) await says(ctx, call.id, "transcription_announced");
  const isGreeted = what === "greeting" || what === "notice";
  if (!isGreeted || call.voicemail?.recordingId !== id) return whatIsNext(ctx, publicUrl, callId);
  const now = await twilioCall(ctx, callId);
  if (!now?.voicemail || now.endedAt) return whatIsNext(ctx, publicUrl, callId);
  return { callId: now.id, twiml: afterGreeting({ publicUrl, call: now, language: await languageOf(ctx, now) }) };
}

/** A key that does not answer the prompt is none. */
async function promptHeard(ctx: Ctx, { id: callId, prompt }: Call, key: string): Promise<void> {
  if (!prompt) return;
  const answer = key.length === 1 && prompt.keys.includes(key) ? key : null;
  await unlessOver(endPromptOf(ctx, { callId, promptId: prompt.id, key: answer }));
}

async function announced(ctx: Ctx, { id, recording }: Call): Promise<void> {
  if (recording?.transcription === "wanted") await says(ctx, id, "transcription_announced");
  await says(ctx, id, "announced");
}

const says = (ctx: Ctx, callId: Id, news: "announced" | "transcription_announced"): Promise<void> =>
  unlessOver(reportRecording(ctx, { callId, says: news }));

/** A customer has left their message, or said nothing. */
export async function hearOfMessage(ctx: Ctx, publicUrl: string, callId: string): Promise<Next> {
  const call = await twilioCall(ctx, callId);
  if (!call) return over(null);
  await unlessOver(endVoicemailOf(ctx, { callId: call.id }));
  return whatIsNext(ctx, publicUrl, callId);
}

/** What the customer of a call hears next, until they are brought to where they should be. */
export async function whatIsNext(ctx: Ctx, publicUrl: string, callId: string): Promise<Next> {
  const call = await twilioCall(ctx, callId);
  if (!call || call.endedAt) return over(call?.id ?? null);
  return { callId: call.id, twiml: untilNext(publicUrl, call.id) };
}

/** The language in which the customer of a call is spoken to. */
export const languageOf = async (ctx: Ctx, { menu, placeId }: Call): Promise<CallLanguage> =>
  menu?.walk.language ?? (await ctx.settings.get(callLanguage, placeId));

/** One of our calls through Twilio; null when there is none of this id. */
export async function twilioCall(ctx: Ctx, callId: string | null): Promise<Call | null> {
  const id = Id.safeParse(callId);
  const [call] = id.success ? await loadCalls(ctx.db, [id.data]) : [];
  return call?.provider === TWILIO ? call : null;
}

/** The call may have ended, or have been deleted, in the meantime. */
export async function unlessOver(change: Promise<void>): Promise<void> {
  try {
    await change;
  } catch (error) {
    if (!(error instanceof DomainError) || error.code === "unavailable") throw error;
  }
}
