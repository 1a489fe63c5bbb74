import type { RawRequest } from "@/server/contract/channel";
import { TWILIO } from "@/server/contract/constants";
import type { Id } from "@/server/contract/ids";
import type { VoiceAnswer, VoiceWebhook, VoiceWebhookResult } from "@/server/contract/voice";
import type { Ctx } from "@/server/domain/context";
import { log } from "@/server/lib/log";
import { type Params, readForm, single } from "@/server/twilio/form";
import { isSigned } from "@/server/twilio/signature";
import type { TwilioVoiceApi } from "./api";
import { arrive } from "./arrive";
import { type TwilioVoiceConfig, VOICE_WEBHOOK, WEBHOOKS } from "./config";
import { hearOfMessage, hearOfSpeech, type Next, whatIsNext } from "./heard";
import { joinFromBrowser } from "./join";
import { tabOfCaller } from "./names";
import { type Heard, hearOfConference, hearOfCustomer } from "./reports";
import { sounds } from "./sounds";
import { endCall, music, refuseCall, ringThenMusic } from "./twiml";

const MAX_BODY_BYTES = 64 * 1024;
const CALL_SID = /^CA[0-9a-fA-F]{32}$/;
/** Twilio keeps a sound for a day. */
const SOUND_HEADERS = { "content-type": "audio/wav", "cache-control": "public, max-age=86400" };

type Deps = {
  ctx: Ctx;
  config: TwilioVoiceConfig;
  api: Pick<TwilioVoiceApi, "hangUp">;
  /** Something may have changed at Twilio about this call. */
  wake(callId: Id): void;
};
type Form = (name: string) => string;
type Handler = (deps: Deps, form: Form, query: URLSearchParams) => Promise<VoiceAnswer> | VoiceAnswer;

/** The webhook endpoint for everything that Twilio asks and reports about calls. */
export const twilioWebhook = (deps: Deps): VoiceWebhook => ({
  name: VOICE_WEBHOOK,
  maxBodyBytes: MAX_BODY_BYTES,
  receive: (raw, path) => receive(deps, raw, path),
});

const HANDLERS: Record<string, Handler> = {
  [WEBHOOKS.call]: takeCall,
  [WEBHOOKS.wait]: ({ config }) => xml(ringThenMusic(config.publicUrl)),
  [WEBHOOKS.hold]: ({ config }) => xml(music(config.publicUrl)),
  [WEBHOOKS.left]: leftOf,
  [WEBHOOKS.next]: async (deps, _, query) => next(deps, await whatIsNext(deps.ctx, publicUrlOf(deps), callOf(query))),
  [WEBHOOKS.message]: async (deps, _, query) =>
    next(deps, await hearOfMessage(deps.ctx, publicUrlOf(deps), callOf(query))),
  [WEBHOOKS.heard]: async (deps, form, query) =>
    next(
      deps,
      await hearOfSpeech(deps.ctx, publicUrlOf(deps), {
        ...{ callId: callOf(query), what: query.get("what") ?? "", id: query.get("id") ?? "", key: form("Digits") },
      }),
    ),
  [WEBHOOKS.conference]: async (deps, form) =>
    reported(
      deps,
      await hearOfConference(deps.ctx, {
        ...{ name: form("FriendlyName"), event: form("StatusCallbackEvent") },
        ...{ label: form("ParticipantLabel"), callSid: form("CallSid") },
        ...{ status: form("ParticipantCallStatus"), reason: form("ReasonParticipantLeft") },
      }),
    ),
  [WEBHOOKS.customer]: async (deps, form, query) =>
    reported(
      deps,
      await hearOfCustomer(deps.ctx, {
        ...{ callId: callOf(query), status: form("CallStatus") },
        ...{ sipCode: form("SipResponseCode"), seconds: Number(form("CallDuration")) || 0 },
      }),
    ),
};

async function receive(deps: Deps, raw: RawRequest, path: string): Promise<VoiceWebhookResult> {
  const sound = soundAt(path);
  if (sound && raw.method === "GET")
    return { outcome: "accepted", answer: { status: 200, headers: SOUND_HEADERS, body: sound } };
  if (!Object.hasOwn(HANDLERS, path)) return { outcome: "refused", answer: plain(404) };
  if (raw.method !== "POST") return { outcome: "refused", answer: plain(405, { allow: "POST" }) };
  const params = readForm(raw.body);
  if (!isOurs(deps, raw, params)) return { outcome: "unsigned", answer: plain(403) };
  const form: Form = (name) => single(params, name)?.replaceAll("\0", "").trim() ?? "";
  const handler = HANDLERS[path] as Handler;
  return { outcome: "accepted", answer: await handler(deps, form, new URL(raw.url).searchParams) };
}

/** Signed with the token of our account, for our address. Nothing of the request counts before. */
const isOurs = ({ ctx, config }: Deps, raw: RawRequest, params: Params): boolean =>
  isSigned(raw, config, ctx.now()) && params.AccountSid === config.accountSid;

function soundAt(path: string): Buffer | null {
  if (path === WEBHOOKS.ring) return sounds().ring;
  return path === WEBHOOKS.music ? sounds().music : null;
}

/** A customer calls one of our numbers, or a browser connects for a leg. */
async function takeCall({ ctx, config: { publicUrl }, wake }: Deps, form: Form): Promise<VoiceAnswer> {
  const [callSid, from] = [form("CallSid"), form("From")];
  if (!CALL_SID.test(callSid)) return plain(400);
  if (!from.startsWith("client:")) return xml(await arrive(ctx, publicUrl, { callSid, from, to: form("To") }));
  const tab = tabOfCaller(from);
  if (!tab) return xml(refuseCall("rejected"));
  const { callId, twiml } = await joinFromBrowser(ctx, publicUrl, { tab, legId: form("leg"), callSid });
  if (callId) wake(callId);
  return xml(twiml);
}

/** A browser has left, or a customer whose call goes on. */
async function leftOf(deps: Deps, _: Form, query: URLSearchParams): Promise<VoiceAnswer> {
  if (!query.has("call")) return xml(endCall());
  return next(deps, await whatIsNext(deps.ctx, publicUrlOf(deps), callOf(query)));
}

const publicUrlOf = ({ config }: Deps): string => config.publicUrl;
const callOf = (query: URLSearchParams): string => query.get("call") ?? "";

function next({ wake }: Deps, { callId, twiml }: Next): VoiceAnswer {
  if (callId) wake(callId);
  return xml(twiml);
}

function reported({ api, wake }: Deps, { callId, stray }: Heard): VoiceAnswer {
  if (callId) wake(callId);
  // Reconciliation finds it, too, should this fail.
  if (stray && CALL_SID.test(stray))
    api
      .hangUp(stray)
      .catch((error: unknown) => log.warn({ provider: TWILIO, err: error }, "a late call could not be ended"));
  return { status: 204, headers: {}, body: "" };
}

const xml = (body: string): VoiceAnswer => ({ status: 200, headers: { "content-type": "text/xml" }, body });
const plain = (status: number, headers: Record<string, string> = {}): VoiceAnswer => ({ status, headers, body: "" });
