import { type AnyChannel, channelOf, checkedConfig, keywordRules, widgetChannel } from "@/server/channels/directory";
import type { Inbound, RawRequest, RawResponse } from "@/server/contract/channel";
import type { Ctx } from "@/server/domain/context";
import { recordDelivery } from "@/server/domain/conversations/delivery/record-delivery";
import { receiveInbound } from "@/server/domain/conversations/receiving/receive-inbound";
import { type Connection, connectionsOf, findConnection } from "@/server/domain/settings/connections";
import { log } from "@/server/lib/log";
import { dedupeHits } from "@/server/lib/metrics";
import { answer, refused, tryLater, within } from "./answers";

export type WebhookOutcome = "accepted" | "unsigned" | "refused" | "late" | "failed";
type Proven = { connection: Connection; config: unknown };
export type WebhookDeps = {
  ctx: Ctx;
  /** Called with the outcome of each request, for the metrics. */
  count?: (kind: string, outcome: WebhookOutcome) => void;
  limitMs?: number;
};

/** The most bytes of a webhook of this kind, or null when there is no such channel. */
export const webhookLimit = (kind: string): number | null => channelOf(kind)?.maxBodyBytes ?? null;

/** Whether visitors' browsers post this channel's webhooks; they are throttled, a provider is not. */
export const isCalledByVisitors = (kind: string): boolean => channelOf(kind)?.calledBy === "visitor";

/** The channel whose messages our own widget posts. */
export const widgetKind = (): string => widgetChannel().kind;

/** The methods of this channel's webhook: POST, and GET where the provider checks the URL first. */
export const webhookMethods = (kind: string): readonly string[] =>
  channelOf(kind)?.challenge ? ["POST", "GET"] : ["POST"];

/**
 * The webhook endpoint of all providers: kind → adapter → connection → signature → parse → command. Nothing is parsed or stored
 * before the signature is verified; the provider gets its success response only after commit.
 */
export async function receiveWebhook(kind: string, raw: RawRequest, deps: WebhookDeps): Promise<RawResponse> {
  const channel = channelOf(kind);
  if (!channel) return answer(404, { error: "not_found" });
  const methods = webhookMethods(kind);
  if (!methods.includes(raw.method)) return answer(405, { error: "invalid" }, { allow: methods.join(", ") });
  if (raw.headers["content-encoding"]) return answer(415, { error: "unsupported" });
  if (raw.body.length > channel.maxBodyBytes) return answer(413, { error: "too_large" });
  const count = (outcome: WebhookOutcome) => deps.count?.(kind, outcome);
  const work = raw.method === "GET" ? answerChallenge : accept;
  try {
    const done = await within(deps.limitMs ?? 5000, work(channel, raw, deps.ctx));
    if (done === "late") log.warn({ kind }, "webhook not stored in time");
    count(done === "late" ? "late" : done.outcome);
    return done === "late" ? tryLater() : done.response;
  } catch (error) {
    const refusal = refused(error);
    count(refusal ? "refused" : "failed");
    if (refusal) log.warn({ kind, status: refusal.status }, "webhook refused");
    else log.error({ kind, err: error }, "webhook could not be stored");
    return refusal ?? tryLater();
  }
}

type Done = { outcome: WebhookOutcome; response: RawResponse };

/** The provider's check that this URL is ours. Nothing is stored. */
async function answerChallenge(channel: AnyChannel, raw: RawRequest, ctx: Ctx): Promise<Done> {
  const connections = await connectionsOf(ctx.db, channel.kind);
  const configs = connections.flatMap(({ config }) => checkedConfig(channel, config) ?? []);
  const response = channel.challenge?.(raw, configs);
  if (response) return { outcome: "accepted", response };
  log.warn({ kind: channel.kind }, "webhook URL check with no valid token");
  return { outcome: "unsigned", response: answer(403, { error: "forbidden" }) };
}

async function accept(channel: AnyChannel, raw: RawRequest, ctx: Ctx): Promise<Done> {
  const proven = await proveSender(channel, raw, ctx);
  if (!proven) {
    log.warn({ kind: channel.kind }, "webhook with no valid signature");
    return { outcome: "unsigned", response: answer(403, { error: "forbidden" }) };
  }
  const inbounds = channel.parse(raw, proven.config);
  for (const inbound of inbounds) await store(ctx, channel, proven, inbound);
  return { outcome: "accepted", response: channel.accepted(raw, inbounds) };
}

/** @returns the connection whose secret signed this request, or null: unknown account, no usable secret, wrong signature */
async function proveSender(channel: AnyChannel, raw: RawRequest, ctx: Ctx): Promise<Proven | null> {
  const account = channel.accountOf(raw);
  if (account === null || account.length > 80) return null;
  const connection = await findConnection(ctx.db, channel.kind, account.replaceAll("\0", ""));
  const config = connection && checkedConfig(channel, connection.config);
  if (!config || !(await channel.verify(raw, config))) return null;
  return { connection, config };
}

async function store(ctx: Ctx, channel: AnyChannel, { connection, config }: Proven, inbound: Inbound): Promise<void> {
  const owner = { connectionId: connection.id };
  if (inbound.kind === "status") return void (await recordDelivery(ctx, owner, inbound));
  const { outcome } = await receiveInbound(ctx, { ...owner, ...keywordRules(channel, config) }, inbound);
  if (outcome === "duplicate") dedupeHits.inc({ kind: channel.kind });
}
