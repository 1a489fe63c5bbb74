import { type AnyChannel, channelOf, checkedConfig, keywordRules } from "@/server/channels/directory";
import { ChannelError, type ListedMessage, type ListedSend } from "@/server/contract/channel";
import type { Id } from "@/server/contract/ids";
import { keywordIn } from "@/server/domain/consent/keywords";
import type { Ctx } from "@/server/domain/context";
import { defineScheduledJob, EVERY_MINUTE } from "@/server/domain/define-job";
import { connectionById, listConnections } from "@/server/domain/settings/connections";
import {
  acquireSyncLease,
  releaseSyncLease,
  renewSyncLease,
  type SyncLease,
} from "@/server/domain/settings/provider-sync";
import { env } from "@/server/lib/env";
import { log } from "@/server/lib/log";
import { reconciled, reconciliations, skipped } from "@/server/lib/metrics";
import { mayMatch, missedMessages, settleKnown, settleUnknownSends, unknownSends } from "../delivery/reconcile-sends";
import { receiveInbound } from "../receiving/receive-inbound";
import { isOfOneRow } from "../receiving/receive-message";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Messages that are listed late, or sent during the last reconciliation, are found by the next. */
const OVERLAP_MS = 15 * MINUTE_MS;
/** How long a message is left to its webhook. */
const GRACE_MS = 10_000;
/** After this time a call has returned, and its message is known by its provider id. */
const IN_FLIGHT_MS = MINUTE_MS;
/** A keyword that is older than this gets no automatic reply. */
const ANSWER_MS = 5 * MINUTE_MS;
/** 100,000 messages: only the newest are compared, and the log says so. */
const MAX_PAGES = 200;
/** Another node may start a run right after this one; one run a minute is enough. */
const BACKOFF_SECONDS = 45;

/** In how many runs a message's files may be unreadable, and in how many while the provider reports an outage. */
const TRIES = 3;
const TRIES_WHILE_AWAY = 15;

type Files = Awaited<ReturnType<ListedMessage["readFiles"]>>;
type Source = { connectionId: Id; channel: AnyChannel; config: unknown };

/**
 * Reconciles each connection with its provider's own list. Customers' messages whose webhook was lost are received as if it had
 * arrived; unknown sends, and sends whose report was lost, are settled. Nothing waits for this, and a failed run is repeated
 * from the same position.
 */
export async function reconcile(ctx: Ctx, backoffSeconds = BACKOFF_SECONDS): Promise<void> {
  const all = await listConnections(ctx).catch(() => []);
  await Promise.all(all.map(({ id, kind }) => reconcileConnection(ctx, id, kind, backoffSeconds)));
}

async function reconcileConnection(ctx: Ctx, connectionId: Id, kind: string, backoffSeconds: number): Promise<void> {
  const channel = channelOf(kind);
  if (!channel?.list) return;
  try {
    const connection = await connectionById(ctx.db, connectionId);
    const config = connection && checkedConfig(channel, connection.config);
    const lease = config ? await acquireSyncLease(ctx.db, connectionId, ctx.now()) : null;
    if (!lease) return;
    await reconcileUnderLease(ctx, { connectionId, channel, config }, lease, backoffSeconds);
    reconciliations.inc({ channel: kind, outcome: "done" });
  } catch (error) {
    reconciliations.inc({ channel: kind, outcome: "failed" });
    log.warn({ connectionId, kind, err: error }, "the provider's list could not be reconciled");
  }
}

async function reconcileUnderLease(ctx: Ctx, source: Source, lease: SyncLease, backoffSeconds: number): Promise<void> {
  const startedAt = ctx.now();
  try {
    const isComplete = await reconcileList(ctx, source, lease, startedAt);
    await releaseSyncLease(ctx.db, lease, isComplete ? startedAt : null, backoffSeconds);
  } catch (error) {
    await releaseSyncLease(ctx.db, lease, null, backoffSeconds).catch(() => {});
    throw error;
  }
}

/** Not older than the ids that we keep, because an older message would be received again. */
function startOfWindow({ watermark }: SyncLease, startedAt: Date): Date {
  const known = startedAt.getTime() - (env().RETENTION_MESSAGE_KEY_DAYS - 1) * DAY_MS;
  return new Date(Math.max(watermark.getTime() - OVERLAP_MS, known));
}

/** @returns whether the run was complete: false for a provider that is not set up, and when something is left for the next run */
async function reconcileList(ctx: Ctx, source: Source, lease: SyncLease, startedAt: Date): Promise<boolean> {
  const { connectionId, channel, config } = source;
  const since = startOfWindow(lease, startedAt);
  const open = await unknownSends(ctx.db, connectionId, since);
  const missed: ListedMessage[] = [];
  const unmatchedSends: ListedSend[] = [];
  let pages = 0;
  for await (const page of channel.list?.(since, config) ?? []) {
    const settled = page.filter((one) => one.kind === "message" && +one.at <= +startedAt - GRACE_MS);
    missed.push(...(await missedMessages(ctx.db, connectionId, settled as ListedMessage[])));
    const sends = page.filter((one) => one.kind === "status");
    const known = await settleKnown(ctx, connectionId, sends);
    count(channel, "settled", known.settled);
    const landed = known.unmatchedSends.filter((send) => +send.at <= +startedAt - IN_FLIGHT_MS);
    unmatchedSends.push(...landed.filter((send) => open.some((unknownSend) => mayMatch(unknownSend, send))));
    await keepLease(ctx, lease);
    if (++pages === MAX_PAGES) {
      log.error(
        { connectionId, kind: channel.kind },
        "the provider's list is too long to reconcile: its oldest part is skipped",
      );
      break;
    }
  }
  count(channel, "settled", await settleUnknownSends(ctx, connectionId, open, unmatchedSends));
  const isAll = await receiveMissed(ctx, source, lease, missed);
  return pages > 0 && isAll;
}

/**
 * Receives listed messages oldest first. A message whose files cannot be read now waits for the next run, with later messages
 * of the same customer; other customers' messages do not.
 * @returns whether nothing is left for the next run
 */
async function receiveMissed(ctx: Ctx, source: Source, lease: SyncLease, missed: ListedMessage[]): Promise<boolean> {
  const waiting = new Set<string>();
  for (const message of missed.reverse().sort((a, b) => +a.at - +b.at)) {
    await keepLease(ctx, lease);
    const mayWait = !isOptOut(source, message);
    if (mayWait && waiting.has(message.from.value)) continue;
    const attachments = await filesOf(source, message, mayWait);
    if (attachments) await receive(ctx, source, message, attachments);
    else waiting.add(message.from.value);
  }
  return waiting.size === 0;
}

/** An opt-out never waits. */
const isOptOut = ({ channel, config }: Source, { text }: ListedMessage): boolean =>
  keywordRules(channel, config).consentKeywords && keywordIn(text)?.action === "revoke";

/** How often each message's files could not be read. Each node counts separately, which is enough to end the retries. */
const failures = new Map<string, number>();
/** An address that cannot be fetched, so that the message shows that a file is missing. */
const MISSING_FILE = { url: "missing:", mime: "application/octet-stream", name: "file" };

/** @returns null to retry in the next run; after a limited number of runs, the message without its files */
async function filesOf(
  source: Source,
  { readFiles, ...message }: ListedMessage,
  mayWait: boolean,
): Promise<Files | null> {
  const { connectionId, channel } = source;
  const key = `${connectionId} ${message.externalId}`;
  try {
    const files = await readFiles();
    failures.delete(key);
    return files;
  } catch (error) {
    const outcome = error instanceof ChannelError ? error.outcome : "unknown";
    const tries = (failures.get(key) ?? 0) + 1;
    if (mayWait && outcome !== "rejected" && tries < (outcome === "unavailable" ? TRIES_WHILE_AWAY : TRIES)) {
      failures.set(key, tries);
      log.warn({ connectionId, tries, err: error }, "a listed message's files cannot be read now");
      return null;
    }
    failures.delete(key);
    skipped.inc({ queue: "reconcile" });
    const code = error instanceof ChannelError ? error.providerCode : null;
    log.error(
      { alert: "files_skipped", connectionId, kind: channel.kind, outcome, code },
      "a message comes without files",
    );
    return message.text.trim() === "" ? [MISSING_FILE] : [];
  }
}

/**
 * Receives one message. A message that can never be stored is skipped, so that it does not block the rest. @throws errors that
 * a retry may fix
 */
async function receive(
  ctx: Ctx,
  source: Source,
  { readFiles: _, ...message }: ListedMessage,
  attachments: Files,
): Promise<void> {
  const { connectionId, channel, config } = source;
  const rules = keywordRules(channel, config);
  const answersKeywords = rules.answersKeywords && +ctx.now() - +message.at < ANSWER_MS;
  try {
    const received = await receiveInbound(
      ctx,
      { connectionId, ...rules, answersKeywords },
      { ...message, attachments },
    );
    if (received.outcome === "applied") count(channel, "received", 1);
  } catch (error) {
    if (!isOfOneRow(error)) throw error;
    skipped.inc({ queue: "reconcile" });
    log.error({ alert: "message_skipped", connectionId, err: error }, "a listed message was refused");
  }
}

/** @throws Error when another node has taken the lease */
async function keepLease(ctx: Ctx, lease: SyncLease): Promise<void> {
  if (!(await renewSyncLease(ctx.db, lease))) throw new Error("another node is reconciling");
}

function count(channel: AnyChannel, what: "received" | "settled", n: number): void {
  if (n > 0) reconciled.inc({ channel: channel.kind, what }, n);
}

export const reconcileJob = defineScheduledJob({
  name: "reconcile-connections",
  schedule: EVERY_MINUTE,
  handle: (ctx) => reconcile(ctx),
});
