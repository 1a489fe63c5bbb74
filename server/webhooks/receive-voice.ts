import type { RawRequest } from "@/server/contract/channel";
import type { VoiceAnswer, VoiceWebhook } from "@/server/contract/voice";
import { log } from "@/server/lib/log";
import { refused, tryLater, within } from "./answers";
import type { WebhookOutcome } from "./receive";

/** A customer listens to the answer, so it may take longer than that to a message; Twilio waits 15 s. */
const LIMIT_MS = 10_000;

type Options = { path: string; count?: (kind: string, outcome: WebhookOutcome) => void; limitMs?: number };

/** Hands a request to the provider of calls, and turns errors into answers: never a 5xx for a mistake of the sender. */
export async function receiveVoice(
  webhook: VoiceWebhook,
  raw: RawRequest,
  { path, count, limitMs = LIMIT_MS }: Options,
): Promise<VoiceAnswer> {
  const { name } = webhook;
  try {
    const done = await within(limitMs, webhook.receive(raw, path));
    if (done === "late") log.warn({ kind: name }, "webhook not answered in time");
    else if (done.outcome === "unsigned") log.warn({ kind: name }, "webhook with no valid signature");
    count?.(name, done === "late" ? "late" : done.outcome);
    return done === "late" ? tryLater() : done.answer;
  } catch (error) {
    const refusal = refused(error);
    count?.(name, refusal ? "refused" : "failed");
    if (refusal) log.warn({ kind: name, status: refusal.status }, "webhook refused");
    else log.error({ kind: name, err: error }, "webhook could not be answered");
    return refusal ?? tryLater();
  }
}
