import { z } from "zod";
import {
  type SpokenText,
  type TranscribedAudio,
  type Transcriber,
  TranscriberError,
} from "@/server/contract/transcriber";
import type { Env } from "@/server/lib/env";
import { type OutboundResponse, outbound } from "@/server/lib/outbound";
import { cleanText, oneLine } from "@/server/lib/text";
import { formData } from "./form-data";

/** Of a call of two hours on a slow machine. */
const TIMEOUT_MS = 10 * 60_000;
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const MAX_SEGMENTS = 10_000;
const MAX_CHARACTERS = 5000;

type Options = { url: string; model: string; key: string | null; timeoutMs?: number };
type Format = "verbose_json" | "json";

/** The transcriber that the operator connected; null without one. */
export function openTranscriber({ TRANSCRIBER_URL, TRANSCRIBER_MODEL, TRANSCRIBER_KEY }: Env): Transcriber | null {
  if (!TRANSCRIBER_URL || !TRANSCRIBER_MODEL) return null;
  return compatibleTranscriber({ url: TRANSCRIBER_URL, model: TRANSCRIBER_MODEL, key: TRANSCRIBER_KEY ?? null });
}

/** A service with OpenAI's interface, `POST <url>/audio/transcriptions`, in the cloud or of the retailer's own. */
export function compatibleTranscriber(options: Options): Transcriber {
  return {
    async transcribe(audio) {
      const detailed = await ask(options, audio, "verbose_json");
      // Some models answer without times only, and refuse to be asked for them.
      const answer = detailed.status === 400 ? await ask(options, audio, "json") : detailed;
      return read(checked(answer));
    },
  };
}

async function ask({ url, model, key, timeoutMs = TIMEOUT_MS }: Options, audio: Buffer, format: Format) {
  const { body, contentType } = formData({ model, response_format: format }, { name: "recording.wav", data: audio });
  const headers = { "content-type": contentType, accept: "application/json", "content-length": String(body.length) };
  const target = new URL(`${url.replace(/\/+$/, "")}/audio/transcriptions`);
  try {
    return await outbound({
      ...{ method: "POST", url: target, body, timeoutMs, maxBytes: MAX_ANSWER_BYTES },
      headers: key === null ? headers : { ...headers, authorization: `Bearer ${key}` },
    });
  } catch (error) {
    throw new TranscriberError("unavailable", error instanceof Error ? error.message : "no answer");
  }
}

/** What is wrong with this deployment (its key, its address) can be put right, and is not the recording's fault. */
const LATER = [401, 403, 404, 408, 409, 425, 429];

function checked({ status, body }: OutboundResponse): Buffer {
  if (status === 200) return body;
  const isFinal = status >= 400 && status < 500 && !LATER.includes(status);
  throw new TranscriberError(isFinal ? "rejected" : "unavailable", `status ${status}`);
}

const Seconds = z.number().nonnegative().finite();
const Segment = z.object({ start: Seconds, end: Seconds, text: z.string(), speaker: z.string().nullish() });
const Answer = z.object({ text: z.string(), language: z.string().nullish(), segments: z.array(Segment).nullish() });

function read(body: Buffer): TranscribedAudio {
  const answer = Answer.safeParse(json(body)).data;
  if (!answer) throw new TranscriberError("unavailable", "an answer that is not a transcript");
  const timed = spoken((answer.segments ?? []).map(toSpoken));
  const whole: SpokenText = { startMs: null, endMs: null, text: answer.text, speaker: null };
  return {
    language: answer.language?.slice(0, 35) ?? null,
    segments: timed.length > 0 ? timed : spoken([whole]),
  };
}

const toSpoken = ({ start, end, text, speaker }: z.infer<typeof Segment>): SpokenText => ({
  startMs: Math.round(start * 1000),
  endMs: Math.round(Math.max(start, end) * 1000),
  text,
  speaker: oneLine(cleanText(speaker ?? ""), 80) || null,
});

const spoken = (segments: readonly SpokenText[]): SpokenText[] =>
  segments
    .map((one) => ({ ...one, text: oneLine(cleanText(one.text), MAX_CHARACTERS) }))
    .filter(({ text }) => text !== "")
    .slice(0, MAX_SEGMENTS);

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return null;
  }
}
