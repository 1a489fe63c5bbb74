import { sql } from "drizzle-orm";
import { z } from "zod";
import { recordset, rowsOf } from "@/db/sql";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import { command, type Write } from "@/server/domain/command";
import { identityKey, resolveCustomers } from "@/server/domain/customers/resolve-customer";
import { type Arrival, eventKey, type Received, type Stored } from "./arrival";
import { needKey, placeConversations } from "./place-conversations";
import { runAfter, runBefore } from "./receive-effects";
import { type Admitted, admit, appendInbound } from "./receive-statements";

/** The state of one arrival while it is being stored. */
type Pending = Omit<Admitted, "endpointId" | "placeId" | "channel"> & {
  arrival: Arrival;
  endpointId: Id;
  placeId: Id;
  channel: string;
  seq: number | null;
};

const ROUNDS = 5;

/**
 * Stores a batch of customers' messages of any kind in one transaction.
 * @returns for each arrival, in order, its conversation and `seq`
 * @throws DomainError when any of them cannot be stored; then none is
 */
export const receiveMessages = command(
  z.custom<Arrival[]>(Array.isArray),
  async (write, arrivals): Promise<Received[]> => {
    const first = new Map<string, number>();
    arrivals.forEach((one, n) => {
      if (!first.has(eventKey(one))) first.set(eventKey(one), n);
    });
    const unique = [...first.values()].map((n) => arrivals[n] as Arrival);
    const admitted = await admit(write.tx, unique);
    const pending = admitted.flatMap((row) => (row.fresh ? [toPending(row, unique[row.n] as Arrival)] : []));
    await store(write, pending);
    const results = new Map<string, Received>();
    for (const one of pending) results.set(eventKey(one.arrival), toReceived(one));
    const repeated = admitted.flatMap((row) => (row.fresh ? [] : [unique[row.n] as Arrival]));
    for (const [key, known] of await earlierPlaces(write, repeated)) results.set(key, known);
    return arrivals.map((one, n) => {
      const received = results.get(eventKey(one)) as Received;
      return first.get(eventKey(one)) === n ? received : { ...received, outcome: "duplicate" };
    });
  },
);

const toReceived = (one: Pending): Received => ({
  outcome: "applied",
  conversationId: one.conversationId as Id,
  seq: one.seq as number,
});

function toPending(row: Admitted, arrival: Arrival): Pending {
  const { endpointId, placeId, channel } = row;
  if (!endpointId || !placeId || !channel) throw new DomainError("not_found", "addressUnknown");
  return { ...row, endpointId, placeId, channel, arrival, seq: null };
}

async function store(write: Write, pending: Pending[]): Promise<void> {
  await identify(write, pending);
  for (const one of pending) one.arrival = await runBefore(write, one);
  for (let round = 0; pending.some((one) => one.seq === null); round++) {
    if (round === ROUNDS) throw Object.assign(new Error("conversations keep closing"), { code: "40001" });
    await append(
      write,
      pending.filter((one) => one.seq === null),
    );
  }
  announce(write, pending);
  await runAfter(write, pending.map(toStored));
}

const toStored = (one: Pending): Stored => ({
  ...one,
  customerId: one.customerId as Id,
  conversationId: one.conversationId as Id,
  seq: one.seq as number,
});

/** Finds or creates unknown customers, and attaches addresses that a visitor has just proven. */
async function identify(write: Write, pending: Pending[]): Promise<void> {
  const unsure = pending.filter((one) => !one.customerId || one.arrival.alsoKnownAs.length > 0);
  if (unsure.length === 0) return;
  const known = await resolveCustomers(
    write,
    unsure.map((one) => one.arrival),
  );
  for (const one of unsure) one.customerId = known.get(identityKey(one.arrival.from)) as Id;
}

async function append(write: Write, rows: Pending[]): Promise<void> {
  const unplaced = rows.filter((one) => one.status !== "open");
  if (unplaced.length > 0) {
    const needs = unplaced.map((one) => ({ ...one, customerId: one.customerId as Id, from: one.arrival.from }));
    const placed = await placeConversations(write, needs);
    for (const [i, one] of unplaced.entries()) {
      one.conversationId = placed.get(needKey(needs[i] as (typeof needs)[number])) as Id;
    }
  }
  const ready = rows.map((one) => ({ ...one, conversationId: one.conversationId as Id }));
  const seqs = new Map((await appendInbound(write.tx, ready, write.now)).map((row) => [row.n, row.seq]));
  for (const one of rows) {
    one.seq = seqs.get(one.n) ?? null;
    // Somebody resolved or snoozed it between our read and our lock: find its conversation again.
    if (one.seq === null) one.status = null;
  }
}

function announce({ emit }: Write, pending: Pending[]): void {
  const byConversation = new Map<Id, { customerId: Id; seqs: number[] }>();
  for (const one of pending) {
    const id = one.conversationId as Id;
    const received = byConversation.get(id) ?? { customerId: one.customerId as Id, seqs: [] };
    received.seqs.push(one.seq as number);
    byConversation.set(id, received);
  }
  for (const [conversationId, { customerId, seqs }] of byConversation) {
    emit("message.received", { conversationId, seqs }, { kind: "customer", id: customerId });
  }
}

/** The positions of the first copies of repeated messages. */
async function earlierPlaces({ tx }: Write, repeated: Arrival[]): Promise<Map<string, Received>> {
  if (repeated.length === 0) return new Map();
  const rows = repeated.map((one) => ({ key: eventKey(one), connection: one.connectionId, event: one.externalId }));
  const found = await rowsOf<{ key: string; conversationId: Id; seq: number }>(
    tx,
    sql`select r.key, i.conversation_id as "conversationId", i.seq
      from ${recordset(rows, "key text, connection text, event text")}
      join inbox_events e on e.connection = r.connection and e.event_id = r.event
      join items i on i.id = (e.payload ->> 'itemId')::uuid`,
  );
  const places = new Map(found.map((row) => [row.key, row]));
  return new Map(
    repeated.map((one) => {
      const place = places.get(eventKey(one));
      if (!place) throw new DomainError("conflict", "messageStored");
      return [eventKey(one), { outcome: "duplicate" as const, conversationId: place.conversationId, seq: place.seq }];
    }),
  );
}
