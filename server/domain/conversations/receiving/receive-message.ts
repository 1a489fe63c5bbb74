import type { Db } from "@/db/client";
import type { InboundMessage } from "@/server/contract/channel";
import { DomainError } from "@/server/contract/errors";
import type { Ctx } from "@/server/domain/context";
import { identityKey } from "@/server/domain/customers/resolve-customer";
import { dbErrorCode, isConflict, isConnectionLost } from "@/server/lib/db-errors";
import { type Arrival, eventKey, type Received, type ReceivingConnection, toArrival } from "./arrival";
import { isPlain } from "./receive-effects";
import { receiveMessages } from "./receive-messages";
import { receivePlain } from "./receive-statements";

const LANES = 2;
const MAX_BATCH = 256;

type Ticket = { ctx: Ctx; arrival: Arrival; done: (received: Received) => void; failed: (error: unknown) => void };
type Lane = { waiting: Ticket[]; busy: boolean };
const lanesOf = new WeakMap<Db, Lane[]>();

/**
 * Stores one message from a customer where it belongs. Resolves only after commit. While one transaction is in flight the next
 * ones gather and commit together, each sender always in the same lane, so messages keep their order; an idle lane waits for
 * nothing.
 * @returns its conversation and `seq`; `duplicate` with those of the first when this provider id was stored before
 * @throws DomainError "invalid" for an impossible address or empty message; "not_found" when the destination address belongs to
 * no place
 */
export async function receiveMessage(
  ctx: Ctx,
  connection: ReceivingConnection,
  inbound: InboundMessage,
): Promise<Received> {
  const arrival = toArrival(connection, inbound, ctx.now());
  const lane = laneFor(ctx.db, identityKey(arrival.from));
  return new Promise((done, failed) => {
    lane.waiting.push({ ctx, arrival, done, failed });
    if (!lane.busy) void drain(lane);
  });
}

function laneFor(db: Db, sender: string): Lane {
  let lanes = lanesOf.get(db);
  if (!lanes) {
    lanes = Array.from({ length: LANES }, () => ({ waiting: [], busy: false }));
    lanesOf.set(db, lanes);
  }
  let hash = 0;
  for (let i = 0; i < sender.length; i++) hash = (hash * 31 + sender.charCodeAt(i)) | 0;
  return lanes[Math.abs(hash) % LANES] as Lane;
}

async function drain(lane: Lane): Promise<void> {
  lane.busy = true;
  while (lane.waiting.length > 0) await settle(lane.waiting.splice(0, batchSize(lane.waiting)));
  lane.busy = false;
}

/**
 * As many waiting messages as the limit allows that share one clock, so that a replay of the past is not mixed with live
 * messages.
 */
function batchSize(waiting: readonly Ticket[]): number {
  const other = waiting.findIndex((ticket) => ticket.ctx.now !== waiting[0]?.ctx.now);
  return Math.min(other === -1 ? waiting.length : other, MAX_BATCH);
}

async function settle(batch: Ticket[]): Promise<void> {
  try {
    const rest = await settlePlain(batch);
    if (rest.length > 0) await settleTogether(rest);
  } catch (error) {
    for (const ticket of batch) ticket.failed(error);
  }
}

/**
 * Stores the common kind of batch in one statement. A message that is not plain may come before a plain one of the same person,
 * so such a batch is stored entirely by the general command.
 * @returns the messages that were not stored
 */
async function settlePlain(batch: Ticket[]): Promise<Ticket[]> {
  if (!batch.every(({ arrival }) => isPlain(arrival))) return batch;
  const seen = new Set<string>();
  const unique = batch.filter(({ arrival }) => !seen.has(eventKey(arrival)) && seen.add(eventKey(arrival)));
  const stored = await receivePlain(
    (batch[0] as Ticket).ctx,
    unique.map(({ arrival }) => arrival),
  ).catch((error) => {
    // After a lost connection they may be stored already; the general command finds them by the provider's id.
    if (isOfOneRow(error) || isConflict(error) || isConnectionLost(error)) return [];
    throw error;
  });
  const settled = new Set<Ticket>();
  for (const { n, conversationId, seq } of stored) {
    const ticket = unique[n] as Ticket;
    ticket.done({ outcome: "applied", conversationId, seq });
    settled.add(ticket);
  }
  return batch.filter((ticket) => !settled.has(ticket));
}

/** An invalid message fails alone: its batch is retried one by one. An unavailable database fails all of them at once. */
async function settleTogether(batch: Ticket[]): Promise<void> {
  try {
    const results = await receiveMessages(
      (batch[0] as Ticket).ctx,
      batch.map((ticket) => ticket.arrival),
    );
    batch.forEach((ticket, i) => {
      ticket.done(results[i] as Received);
    });
  } catch (error) {
    if (batch.length > 1 && isOfOneRow(error)) for (const ticket of batch) await settleTogether([ticket]);
    else for (const ticket of batch) ticket.failed(error);
  }
}

/** Whether an error is caused by one message: refusals, and SQLSTATE classes 22 (data) and 23 (constraint). */
export function isOfOneRow(error: unknown): boolean {
  if (error instanceof DomainError) return error.code !== "unavailable";
  return /^2[23]/.test(dbErrorCode(error) ?? "");
}
