import { asc } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Db } from "@/db/client";
import { makeEndpoint, makePlace, makeUser, SYSTEM } from "@/db/factories";
import { conversations } from "@/db/schema";
import type { InboundMessage } from "@/server/contract/channel";
import { DomainError } from "@/server/contract/errors";
import type { Ctx } from "@/server/domain/context";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { comparableRows } from "@/tests/all-rows";
import { freshDb } from "@/tests/db";
import { resolveConversation } from "../status/resolve-conversation";
import { snoozeConversation } from "../status/snooze-conversation";
import { type ReceivingConnection, toArrival } from "./arrival";
import { receiveMessage } from "./receive-message";
import { receiveMessages } from "./receive-messages";

/* The single statement and the general command must write the same rows and events for any input. */

type Message = {
  does: "write";
  by: "sms" | "chat";
  who: number;
  store: number;
  text: string;
  files: number;
  minutesOld: number;
  /** Says that it is the n-th message from the end, sent again. */
  again: number | null;
  name: string | null;
  contact: string | null;
  proves: boolean;
};
type Step = Message | { does: "resolve" | "snooze"; nth: number } | { does: "wait"; hours: number };
type Way = (
  ctx: Ctx,
  connection: ReceivingConnection,
  inbound: InboundMessage,
) => Promise<{ seq: number; outcome: string }>;

const byStatement: Way = receiveMessage;
const byCommand: Way = async (ctx, connection, inbound) => {
  const [received] = await receiveMessages(ctx, [toArrival(connection, inbound, ctx.now())]);
  if (!received) throw new Error("nothing was received");
  return received;
};

const message: fc.Arbitrary<Message> = fc.record({
  does: fc.constant("write" as const),
  by: fc.constantFrom("sms" as const, "sms" as const, "chat" as const),
  who: fc.nat(2),
  store: fc.nat(2),
  text: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom("Is it in stock?", "  Thanks ", "¿Abren hoy?", "ok 👍", "x".repeat(300)) },
    { weight: 2, arbitrary: fc.constantFrom("STOP", "start", "HELP", "please stop texting me", "no más mensajes") },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 20 }) },
  ),
  files: fc.constantFrom(0, 0, 0, 0, 2),
  minutesOld: fc.constantFrom(0, 0, 0, 5, 60 * 24 * 3, -30),
  again: fc.option(fc.nat(3), { freq: 5 }),
  name: fc.constantFrom(null, null, "Maya Chen"),
  contact: fc.constantFrom(null, null, null, "+14255550123", "maya@example.com", "not a contact"),
  proves: fc.constantFrom(false, false, true),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: message },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom("resolve" as const, "snooze" as const), nth: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("wait" as const), hours: fc.constantFrom(1, 30, 100) }) },
);

/** Two stores with a number and a site each, and an unassigned address. */
async function makeWorld(db: Db) {
  const clock = { at: new Date("2026-11-21T10:00:00.000Z") };
  const ctx: Ctx = createCtx({ db, actor: SYSTEM, now: () => clock.at });
  const pine = await makePlace(db, { code: "S1", name: "Pine Street" });
  const harbor = await makePlace(db, { code: "S2", name: "Harbor" });
  const { actor } = await makeUser(db, { name: "Ana Ruiz", placeIds: [pine.id, harbor.id] });
  const at = async (channel: string, by: Message["by"]) => {
    const first = await makeEndpoint(db, { placeId: pine.id, channel, address: `${by}-0`, label: "Pine" });
    const { connectionId } = first;
    await makeEndpoint(db, { placeId: harbor.id, channel, connectionId, address: `${by}-1`, label: "Harbor" });
    return connectionId;
  };
  const connections = { sms: await at("twilio-sms", "sms"), chat: await at("webchat", "chat") };
  return { ctx, clock, connections, staff: createCtx({ db, actor, now: ctx.now }) };
}
type World = Awaited<ReturnType<typeof makeWorld>>;

const inboundOf = (said: Message, externalId: string, now: Date): InboundMessage => ({
  kind: "message",
  externalId,
  from:
    said.by === "sms" ? { kind: "phone", value: `+1415555010${said.who}` } : { kind: "visitor", value: `v${said.who}` },
  displayName: said.by === "chat" ? said.name : null,
  to: `${said.by}-${said.store}`,
  text: said.text,
  attachments: Array.from({ length: said.files }, (_, n) => ({
    url: `https://provider.example/${externalId}/${n}`,
    mime: "image/png",
    name: `photo-${n}`,
  })),
  leftContact: said.by === "chat" ? said.contact : null,
  alsoKnownAs: said.proves && said.by === "chat" ? [{ kind: "email", value: `v${said.who}@example.com` }] : [],
  at: new Date(now.getTime() - said.minutesOld * 60_000),
});

async function take(world: World, way: Way, one: Step, n: number, sent: string[]): Promise<unknown> {
  const { ctx, clock, staff, connections } = world;
  clock.at = new Date(clock.at.getTime() + 60_000 + (one.does === "wait" ? one.hours * 3_600_000 : 0));
  if (one.does === "wait") return null;
  if (one.does === "write") {
    const externalId = (one.again !== null && sent.at(-1 - one.again)) || `m${n}`;
    sent.push(externalId);
    const connection = { connectionId: connections[one.by], consentKeywords: one.by === "sms", answersKeywords: true };
    const { seq, outcome } = await way(ctx, connection, inboundOf(one, externalId, clock.at));
    return { seq, outcome };
  }
  const begun = await ctx.db.select({ id: conversations.id }).from(conversations).orderBy(asc(conversations.createdAt));
  const chosen = begun[one.nth];
  if (!chosen) return null;
  const conversationId = chosen.id;
  if (one.does === "resolve") await resolveConversation(staff, { conversationId });
  else {
    const until = new Date(clock.at.getTime() + 7_200_000).toISOString();
    await snoozeConversation(staff, { conversationId, until });
  }
  return one.does;
}

/** The result of a sequence: the answer to each step, and every row of every table. */
async function outcomeOf(steps: readonly Step[], way: Way): Promise<{ said: unknown[]; rows: unknown }> {
  const { db } = await freshDb();
  const world = await makeWorld(db);
  const said: unknown[] = [];
  const sent: string[] = [];
  for (const [n, one] of steps.entries())
    said.push(
      await take(world, way, one, n, sent).catch((error) => {
        if (!(error instanceof DomainError)) throw error;
        return { refused: error.code, message: error.message };
      }),
    );
  return { said, rows: await comparableRows(db) };
}

test("the statement and the command write the same rows and events for any input", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
      expect(await outcomeOf(steps, byStatement)).toEqual(await outcomeOf(steps, byCommand));
    }),
    { numRuns: 40 },
  );
});
